/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/display-stream-wire.h"

#include "channels/display-wire.h"

#include <spice/enums.h>

static void
parse_create (SumacReader *r, SumacCommand *command)
{
  command->u.stream.surface = sumac_read_u32 (r);
  command->u.stream.id = sumac_read_u32 (r);
  command->u.stream.is_top_down = (sumac_read_u8 (r) & SPICE_STREAM_FLAGS_TOP_DOWN) != 0;
  command->u.stream.codec = sumac_read_u8 (r);
  sumac_read_u64 (r); /* a stamp that nothing refers to */
  command->u.stream.width = sumac_read_u32 (r);
  command->u.stream.height = sumac_read_u32 (r);
  sumac_read_u32 (r); /* the size of what is drawn in the guest: the frames and dest tell all */
  sumac_read_u32 (r);
  command->u.stream.dest = sumac_read_rect (r);
  sumac_display_read_clip (r, &command->message->arena, &command->u.stream.clip);
}

static void
read_bytes (SumacReader *r, SumacCommand *command)
{
  command->u.frame.size = sumac_read_u32 (r);
  command->u.frame.bytes = sumac_read_bytes (r, command->u.frame.size);
}

static void
parse_data (SumacReader *r, SumacCommand *command)
{
  command->u.frame.id = sumac_read_u32 (r);
  command->u.frame.time_ms = sumac_read_u32 (r);
  read_bytes (r, command);
}

static void
parse_sized_data (SumacReader *r, SumacCommand *command)
{
  command->u.frame.id = sumac_read_u32 (r);
  command->u.frame.time_ms = sumac_read_u32 (r);
  sumac_read_u32 (r); /* its size: the picture says it itself */
  sumac_read_u32 (r);
  command->u.frame.has_dest = TRUE;
  command->u.frame.dest = sumac_read_rect (r);
  read_bytes (r, command);
}

static void
parse_clip (SumacReader *r, SumacCommand *command)
{
  command->u.stream.id = sumac_read_u32 (r);
  sumac_display_read_clip (r, &command->message->arena, &command->u.stream.clip);
}

static void
parse_destroy (SumacReader *r, SumacCommand *command)
{
  command->u.stream.id = sumac_read_u32 (r);
}

static void
parse_destroy_all (SumacReader *r G_GNUC_UNUSED, SumacCommand *command G_GNUC_UNUSED)
{
}

static void
parse_activate_report (SumacReader *r, SumacCommand *command)
{
  command->u.report.id = sumac_read_u32 (r);
  command->u.report.unique = sumac_read_u32 (r);
  command->u.report.max_window = sumac_read_u32 (r);
  command->u.report.timeout_ms = sumac_read_u32 (r);
}

typedef struct
{
  guint16 type;
  const char *name;
  SumacCommandKind kind;
  void (*parse) (SumacReader *r, SumacCommand *command);
} Rule;

/* clang-format off */
static const Rule rules[] = {
  { SPICE_MSG_DISPLAY_STREAM_CREATE,          "stream-create",          SUMAC_COMMAND_STREAM_CREATE,          parse_create          },
  { SPICE_MSG_DISPLAY_STREAM_DATA,            "stream-data",            SUMAC_COMMAND_STREAM_DATA,            parse_data            },
  { SPICE_MSG_DISPLAY_STREAM_DATA_SIZED,      "stream-data-sized",      SUMAC_COMMAND_STREAM_DATA,            parse_sized_data      },
  { SPICE_MSG_DISPLAY_STREAM_CLIP,            "stream-clip",            SUMAC_COMMAND_STREAM_CLIP,            parse_clip            },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY,         "stream-destroy",         SUMAC_COMMAND_STREAM_DESTROY,         parse_destroy         },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL,     "stream-destroy-all",     SUMAC_COMMAND_STREAM_DESTROY_ALL,     parse_destroy_all     },
  { SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, "stream-activate-report", SUMAC_COMMAND_STREAM_ACTIVATE_REPORT, parse_activate_report },
};

/* clang-format on */

static const Rule *
find_rule (guint16 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].type == type)
      return &rules[i];
  return NULL;
}

SumacCommand *
sumac_display_parse_stream (SumacMessage *message, GError **error)
{
  const Rule *rule = find_rule (message->type);

  g_assert (rule != NULL); /* own mistake: display.c has a row for what is not here */

  SumacReader reader = sumac_message_reader (message);
  SumacCommand *command = sumac_arena_new (&message->arena, SumacCommand, 1);

  command->kind = rule->kind;
  command->message = message;
  rule->parse (&reader, command);
  command->item.size_bytes = message->size + message->arena.n_more;
  if (sumac_reader_ok (&reader))
    return command;
  sumac_reader_fail (&reader, rule->name, error);
  return NULL;
}

void
sumac_display_write_stream_report (SumacWriter *body, const SumacStreamReport *report)
{
  sumac_write_u32 (body, report->id);
  sumac_write_u32 (body, report->unique);
  sumac_write_u32 (body, report->start_ms);
  sumac_write_u32 (body, report->end_ms);
  sumac_write_u32 (body, report->n_frames);
  sumac_write_u32 (body, report->n_drops);
  sumac_write_u32 (body, (guint32) report->last_delay_ms);
  sumac_write_u32 (body, report->audio_delay_ms);
}

void
sumac_display_write_preferred_codecs (SumacWriter *body, const guint8 *codecs, guint8 n_codecs)
{
  sumac_write_u8 (body, n_codecs);
  sumac_write_bytes (body, codecs, n_codecs);
}
