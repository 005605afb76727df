/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "session/connection.h"

#include "channels/cursor.h"
#include "channels/display.h"
#include "channels/inputs.h"
#include "channels/main.h"

#include <glib/gi18n-lib.h>
#include <spice/enums.h>

static void
free_connection (SumacConnection *connection)
{
  g_ptr_array_unref (connection->channels);
  sumac_hub_free (connection->hub);
  g_free (connection);
}

static gboolean
start (SumacConnection *connection, SumacChannel *channel)
{
  if (!channel)
    return FALSE;
  if (!sumac_channel_start (channel))
    {
      sumac_channel_free (channel);
      return FALSE;
    }
  g_ptr_array_add (connection->channels, channel);
  return TRUE;
}

static void
free_channel (gpointer channel)
{
  sumac_channel_free (channel);
}

SumacConnection *
sumac_connection_new (const SumacHubConfig *config,
                      void (*read) (gpointer channel),
                      gpointer reader,
                      GError **error)
{
  SumacConnection *connection = g_new0 (SumacConnection, 1);

  connection->hub = sumac_hub_new (config);
  connection->channels = g_ptr_array_new_with_free_func (free_channel);
  connection->main = sumac_main_new (connection->hub, read, reader);
  if (start (connection, connection->main))
    return connection;
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                       _ ("The system has no more threads or open files for this program."));
  free_connection (connection);
  return NULL;
}

static guint
count_displays (const SumacChannelList *list)
{
  guint n = 0;

  for (guint i = 0; i < list->n; i++)
    if (list->names[i].type == SPICE_CHANNEL_DISPLAY)
      n++;
  return n;
}

static SumacChannel *
make_channel (SumacConnection *connection, const SumacChannelName *name)
{
  void (*read) (gpointer) = connection->main->notice.read;
  gpointer reader = connection->main->reader;

  switch (name->type)
    {
    case SPICE_CHANNEL_DISPLAY:
      return sumac_display_channel_new (connection->hub, name->id, read, reader);
    case SPICE_CHANNEL_CURSOR:
      return sumac_cursor_channel_new (connection->hub, name->id, read, reader);
    case SPICE_CHANNEL_INPUTS:
      return name->id == 0 ? sumac_inputs_channel_new (connection->hub, read, reader) : NULL;
    default:
      return NULL;
    }
}

void
sumac_connection_add (SumacConnection *connection, const SumacChannelList *list)
{
  sumac_hub_set_displays (connection->hub, count_displays (list));
  for (guint i = 0; i < list->n; i++)
    if (!sumac_connection_find (connection, list->names[i].type, list->names[i].id))
      start (connection, make_channel (connection, &list->names[i]));
}

SumacChannel *
sumac_connection_find (SumacConnection *connection, guint8 type, guint8 id)
{
  for (guint i = 0; i < connection->channels->len; i++)
    {
      SumacChannel *channel = connection->channels->pdata[i];

      if (channel->klass->type == type && channel->id == id)
        return channel;
    }
  return NULL;
}

void
sumac_connection_set_renderer (SumacConnection *connection, const char *name)
{
  sumac_hub_set_renderer (connection->hub, name);
  for (guint i = 0; i < connection->channels->len; i++)
    {
      SumacChannel *channel = connection->channels->pdata[i];

      if (channel->klass->type == SPICE_CHANNEL_DISPLAY)
        sumac_display_channel_set_renderer (channel, name);
    }
}

gboolean
sumac_connection_is_over (SumacConnection *connection)
{
  for (guint i = 0; i < connection->channels->len; i++)
    if (sumac_channel_get_state (connection->channels->pdata[i]) != SUMAC_CHANNEL_ENDED)
      return FALSE;
  return TRUE;
}

static void *
reap (void *data)
{
  SumacConnection *connection = data;

  for (guint i = 0; i < connection->channels->len; i++)
    sumac_channel_join (connection->channels->pdata[i]);
  free_connection (connection);
  return NULL;
}

void
sumac_connection_close (SumacConnection *connection)
{
  SumacThread reaper;

  sumac_bulletin_silence (connection->hub->bulletin);
  for (guint i = 0; i < connection->channels->len; i++)
    sumac_channel_close (connection->channels->pdata[i]);
  sumac_hub_cancel (connection->hub);
  if (sumac_thread_start (&reaper, "sumac-reaper", reap, connection))
    pthread_detach (reaper);
  else
    reap (connection);
}
