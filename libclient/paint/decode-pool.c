/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/decode-pool.h"

#include "core/thread.h"

#define MAX_THREADS 4

/* The one pool of the process. */
static struct
{
  SumacLock lock;
  /* under lock: */
  guint n_users;
  guint n_threads;
  SumacThread threads[MAX_THREADS];
  gboolean is_ending;
  SumacDecodeJob *first;
  SumacDecodeJob *last;
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

static SumacCond work_came = PTHREAD_COND_INITIALIZER;
static SumacCond job_done = PTHREAD_COND_INITIALIZER;

/* Serialises begin and end; nobody who holds pool.lock takes it. */
static SumacLock users_lock = PTHREAD_MUTEX_INITIALIZER;

static void
unlink_job (SumacDecodeJob *job)
{
  if (job->previous)
    job->previous->next = job->next;
  else
    pool.first = job->next;
  if (job->next)
    job->next->previous = job->previous;
  else
    pool.last = job->previous;
  job->next = job->previous = NULL;
  job->state = SUMAC_JOB_RUNNING;
}

static SumacDecodeJob *
wait_for_job (void)
{
  SumacDecodeJob *job;

  sumac_lock (&pool.lock);
  while (!pool.first && !pool.is_ending)
    sumac_cond_wait (&work_came, &pool.lock);
  job = pool.first;
  if (job)
    unlink_job (job);
  sumac_unlock (&pool.lock);
  return job;
}

static void *
run (void *data G_GNUC_UNUSED)
{
  SumacDecodeJob *job;

  while ((job = wait_for_job ()))
    {
      GError *error = NULL;
      SumacPixels *pixels = sumac_encoded_image_decode (job->image, NULL, &error);

      sumac_lock (&pool.lock);
      job->pixels = pixels;
      job->error = error;
      job->state = SUMAC_JOB_DONE;
      sumac_unlock (&pool.lock);
      sumac_cond_broadcast (&job_done);
    }
  return NULL;
}

void
sumac_decode_pool_take (void)
{
  sumac_lock (&users_lock);
  if (pool.n_users++ == 0)
    {
      guint wanted = MIN (g_get_num_processors (), MAX_THREADS);

      pool.is_ending = FALSE;
      for (pool.n_threads = 0; pool.n_threads < wanted; pool.n_threads++)
        if (!sumac_thread_start (&pool.threads[pool.n_threads], "sumac-decode", run, NULL))
          break;
    }
  sumac_unlock (&users_lock);
}

void
sumac_decode_pool_give (void)
{
  sumac_lock (&users_lock);
  if (--pool.n_users == 0)
    {
      sumac_lock (&pool.lock);
      pool.is_ending = TRUE;
      sumac_unlock (&pool.lock);
      sumac_cond_broadcast (&work_came);
      while (pool.n_threads > 0)
        sumac_thread_join (pool.threads[--pool.n_threads]);
    }
  sumac_unlock (&users_lock);
}

void
sumac_decode_pool_post (SumacDecodeJob *job, const SumacEncodedImage *image)
{
  *job = (SumacDecodeJob){ .image = image, .state = SUMAC_JOB_WAITING };
  sumac_lock (&pool.lock);
  job->previous = pool.last;
  if (pool.last)
    pool.last->next = job;
  else
    pool.first = job;
  pool.last = job;
  sumac_unlock (&pool.lock);
  pthread_cond_signal (&work_came);
}

SumacPixels *
sumac_decode_pool_finish (SumacDecodeJob *job, GError **error)
{
  gboolean is_ours;

  sumac_lock (&pool.lock);
  is_ours = job->state == SUMAC_JOB_WAITING;
  if (is_ours)
    unlink_job (job);
  while (!is_ours && job->state == SUMAC_JOB_RUNNING)
    sumac_cond_wait (&job_done, &pool.lock);
  job->state = SUMAC_JOB_NONE;
  sumac_unlock (&pool.lock);

  if (is_ours)
    return sumac_encoded_image_decode (job->image, NULL, error);
  if (job->error)
    g_propagate_error (error, g_steal_pointer (&job->error));
  return g_steal_pointer (&job->pixels);
}
