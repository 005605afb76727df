/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "gate.h"

#include <sumac/gl-driver.h>

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A driver that hangs must not keep the process from ending. */
#define LONGEST_WAIT_S 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static guint n_inside;    /* under lock */
static gboolean is_alone; /* under lock: one is inside, and nobody else may come in */
static gboolean is_shut;  /* under lock */
static guint64 turn;      /* of who is alone: his */

static pthread_once_t once = PTHREAD_ONCE_INIT;

void
gate_enter (void)
{
  pthread_mutex_lock (&lock);
  while (is_shut || is_alone)
    pthread_cond_wait (&changed, &lock);
  n_inside++;
  pthread_mutex_unlock (&lock);
}

void
gate_enter_alone (void)
{
  pthread_mutex_lock (&lock);
  while (is_shut || is_alone)
    pthread_cond_wait (&changed, &lock);
  is_alone = TRUE;
  while (is_shut || n_inside > 0)
    pthread_cond_wait (&changed, &lock);
  n_inside++;
  pthread_mutex_unlock (&lock);
  turn = sumac_gl_driver_take_turn ();
}

void
gate_leave (void)
{
  pthread_mutex_lock (&lock);
  n_inside--;
  if (n_inside == 0 && (is_shut || is_alone))
    pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

void
gate_leave_alone (void)
{
  sumac_gl_driver_give_turn (turn);
  pthread_mutex_lock (&lock);
  n_inside--;
  is_alone = FALSE;
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

/* It is never opened again. */
static void
shut (void)
{
  struct timespec until;
  int result = 0;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += LONGEST_WAIT_S;
  pthread_mutex_lock (&lock);
  is_shut = TRUE;
  while (n_inside > 0 && result == 0)
    result = pthread_cond_timedwait (&changed, &lock, &until);
  pthread_mutex_unlock (&lock);
}

static void
watch (void)
{
  atexit (shut);
}

void
gate_watch (void)
{
  pthread_once (&once, watch);
}
