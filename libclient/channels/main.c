/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/main.h"

#include "channels/base-wire.h"

#include <spice/enums.h>
#include <spice/protocol.h>

typedef struct
{
  SumacChannel channel;
  SumacLock lock;
  SumacMainFacts facts; /* under lock */
} Main;

static Main *
as_main (SumacChannel *channel)
{
  return (Main *) channel;
}

static void
announce (SumacChannel *channel G_GNUC_UNUSED, SumacCaps *caps)
{
  sumac_caps_add (caps, SPICE_MAIN_CAP_NAME_AND_UUID);
  sumac_caps_add (caps, SPICE_MAIN_CAP_AGENT_CONNECTED_TOKENS);
}

/* main spec §3: positions are asked for whenever the guest can take them. */
static void
wish_for_client_mode (SumacChannel *channel, guint32 supported, guint32 current)
{
  if (!(supported & SPICE_MOUSE_MODE_CLIENT) || current == SPICE_MOUSE_MODE_CLIENT)
    return;
  sumac_write_u16 (sumac_channel_begin (channel), SPICE_MOUSE_MODE_CLIENT);
  sumac_channel_send (channel, SPICE_MSGC_MAIN_MOUSE_MODE_REQUEST);
}

static void
take_mouse_modes (SumacChannel *channel, guint32 supported, guint32 current)
{
  Main *self = as_main (channel);

  sumac_lock (&self->lock);
  self->facts.supported_mouse_modes = supported;
  self->facts.mouse_mode = current;
  sumac_unlock (&self->lock);
  wish_for_client_mode (channel, supported, current);
  sumac_channel_tell (channel);
}

static gboolean
handle_init (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Main *self = as_main (channel);
  SumacMainInit init;

  if (!sumac_main_parse_init (*message, &init, error))
    return FALSE;
  sumac_lock (&self->lock);
  self->facts.init = init;
  self->facts.has_init = TRUE;
  self->facts.agent_connected = init.agent_connected;
  sumac_unlock (&self->lock);
  sumac_media_clock_set (&channel->hub->clock, init.multi_media_time, sumac_clock_us ());

  sumac_channel_begin (channel);
  sumac_channel_send (channel, SPICE_MSGC_MAIN_ATTACH_CHANNELS);
  take_mouse_modes (channel, init.supported_mouse_modes, init.mouse_mode);
  return TRUE;
}

static gboolean
handle_channels (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Main *self = as_main (channel);
  SumacChannelList list;

  if (!sumac_main_parse_channels (*message, &list, error))
    return FALSE;
  sumac_lock (&self->lock);
  self->facts.channels = list;
  self->facts.has_channels = TRUE;
  sumac_unlock (&self->lock);
  sumac_channel_tell (channel);
  return TRUE;
}

static gboolean
handle_mouse_mode (SumacChannel *channel, SumacMessage **message, GError **error)
{
  guint32 supported;
  guint32 current;

  if (!sumac_main_parse_mouse_mode (*message, &supported, &current, error))
    return FALSE;
  take_mouse_modes (channel, supported, current);
  return TRUE;
}

static gboolean
handle_time (SumacChannel *channel, SumacMessage **message, GError **error)
{
  guint32 time_ms;

  if (!sumac_main_parse_u32 (*message, "multi-media-time", &time_ms, error))
    return FALSE;
  sumac_media_clock_set (&channel->hub->clock, time_ms, sumac_clock_us ());
  return TRUE;
}

static void
replace_text (SumacChannel *channel, char **field, char *text)
{
  Main *self = as_main (channel);
  char *old;

  sumac_lock (&self->lock);
  old = *field;
  *field = text;
  sumac_unlock (&self->lock);
  g_free (old);
  sumac_channel_tell (channel);
}

static gboolean
handle_name (SumacChannel *channel, SumacMessage **message, GError **error)
{
  char *name = sumac_main_parse_name (*message, error);

  if (!name)
    return FALSE;
  replace_text (channel, &as_main (channel)->facts.name, name);
  return TRUE;
}

static gboolean
handle_uuid (SumacChannel *channel, SumacMessage **message, GError **error)
{
  char *uuid = sumac_main_parse_uuid (*message, error);

  if (!uuid)
    return FALSE;
  replace_text (channel, &as_main (channel)->facts.uuid, uuid);
  return TRUE;
}

/* transport spec §6: what has high visibility is shown, the rest goes to the log. */
static gboolean
handle_notify (SumacChannel *channel, SumacMessage **message, GError **error)
{
  SumacNotify notify;

  if (!sumac_base_parse_notify (*message, &notify, error))
    return FALSE;
  sumac_info (channel->name, "the server says: %s", notify.text);
  if (notify.visibility == SPICE_NOTIFY_VISIBILITY_HIGH)
    replace_text (channel, &as_main (channel)->facts.notice, notify.text);
  else
    g_free (notify.text);
  return TRUE;
}

static gboolean
take_agent (SumacChannel *channel, gboolean is_connected)
{
  Main *self = as_main (channel);

  sumac_lock (&self->lock);
  self->facts.agent_connected = is_connected;
  sumac_unlock (&self->lock);
  sumac_channel_tell (channel);
  return TRUE;
}

static gboolean
handle_agent_came (SumacChannel *channel,
                   SumacMessage **message G_GNUC_UNUSED,
                   GError **error G_GNUC_UNUSED)
{
  return take_agent (channel, TRUE);
}

static gboolean
handle_agent_left (SumacChannel *channel,
                   SumacMessage **message G_GNUC_UNUSED,
                   GError **error G_GNUC_UNUSED)
{
  return take_agent (channel, FALSE);
}

/* Nothing is said to the agent, so there is nothing of its to be read. */
static gboolean
skip_agent (SumacChannel *channel G_GNUC_UNUSED,
            SumacMessage **message G_GNUC_UNUSED,
            GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

/* clang-format off */
static const SumacChannelRule rules[] = {
  { SPICE_MSG_NOTIFY,                      "notify",                 24, handle_notify     },
  { SPICE_MSG_MAIN_INIT,                   "init",                   32, handle_init       },
  { SPICE_MSG_MAIN_CHANNELS_LIST,          "channels-list",          4,  handle_channels   },
  { SPICE_MSG_MAIN_MOUSE_MODE,             "mouse-mode",             4,  handle_mouse_mode },
  { SPICE_MSG_MAIN_MULTI_MEDIA_TIME,       "multi-media-time",       4,  handle_time       },
  { SPICE_MSG_MAIN_AGENT_CONNECTED,        "agent-connected",        0,  handle_agent_came },
  { SPICE_MSG_MAIN_AGENT_CONNECTED_TOKENS, "agent-connected-tokens", 4,  handle_agent_came },
  { SPICE_MSG_MAIN_AGENT_DISCONNECTED,     "agent-disconnected",     4,  handle_agent_left },
  { SPICE_MSG_MAIN_AGENT_DATA,             "agent-data",             0,  skip_agent        },
  { SPICE_MSG_MAIN_AGENT_TOKEN,            "agent-token",            4,  skip_agent        },
  { SPICE_MSG_MAIN_NAME,                   "name",                   4,  handle_name       },
  { SPICE_MSG_MAIN_UUID,                   "uuid",                   16, handle_uuid       },
};

/* clang-format on */

static void
clear (SumacChannel *channel)
{
  sumac_main_facts_clear (&as_main (channel)->facts);
  sumac_lock_clear (&as_main (channel)->lock);
}

static const SumacChannelClass main_class = {
  .type = SPICE_CHANNEL_MAIN,
  .name = "main",
  .struct_size = sizeof (Main),
  .max_message = SUMAC_MAX_MESSAGE_OTHER,
  .quality = { .dscp = 16, .priority = 4 },
  .rules = rules,
  .n_rules = G_N_ELEMENTS (rules),
  .announce = announce,
  .clear = clear,
};

SumacChannel *
sumac_main_new (SumacHub *hub, void (*read) (gpointer channel), gpointer reader)
{
  SumacChannel *channel = sumac_channel_new (&main_class, hub, 0, read, reader);

  if (channel)
    sumac_lock_init (&as_main (channel)->lock);
  return channel;
}

void
sumac_main_take_facts (SumacChannel *channel, SumacMainFacts *facts)
{
  Main *self = as_main (channel);

  sumac_lock (&self->lock);
  *facts = self->facts;
  facts->name = g_strdup (self->facts.name);
  facts->uuid = g_strdup (self->facts.uuid);
  facts->notice = g_steal_pointer (&self->facts.notice);
  sumac_unlock (&self->lock);
}

void
sumac_main_facts_clear (SumacMainFacts *facts)
{
  g_clear_pointer (&facts->name, g_free);
  g_clear_pointer (&facts->uuid, g_free);
  g_clear_pointer (&facts->notice, g_free);
}
