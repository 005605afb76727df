/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac keys: types, moves and clicks in a guest. */

#include "verbs.h"
#include "visit.h"

#include <glib/gi18n.h>
#include <string.h>

/* Fast senders lose letters in firmware and terminals. */
#define PAUSE_MS 30

/* After the last step: the commands must leave before the connection is closed. */
#define LAST_MS 200

#define SHIFT 0x2a

typedef struct
{
  const char *name;
  guint scancode;
} KeyName;

/* clang-format off */
static const KeyName keys[] = {
  { "alt", 0x38 },       { "altgr", 0xe038 },    { "backspace", 0x0e }, { "caps", 0x3a },
  { "ctrl", 0x1d },      { "delete", 0xe053 },   { "down", 0xe050 },    { "end", 0xe04f },
  { "enter", 0x1c },     { "esc", 0x01 },        { "f1", 0x3b },        { "f2", 0x3c },
  { "f3", 0x3d },        { "f4", 0x3e },         { "f5", 0x3f },        { "f6", 0x40 },
  { "f7", 0x41 },        { "f8", 0x42 },         { "f9", 0x43 },        { "f10", 0x44 },
  { "f11", 0x57 },       { "f12", 0x58 },        { "home", 0xe047 },    { "insert", 0xe052 },
  { "kp0", 0x52 },       { "kp1", 0x4f },        { "kp2", 0x50 },       { "kp3", 0x51 },
  { "kp4", 0x4b },       { "kp5", 0x4c },        { "kp6", 0x4d },       { "kp7", 0x47 },
  { "kp8", 0x48 },       { "kp9", 0x49 },        { "kpdot", 0x53 },     { "kpenter", 0xe01c },
  { "kpminus", 0x4a },   { "kpplus", 0x4e },     { "kpslash", 0xe035 }, { "kpstar", 0x37 },
  { "left", 0xe04b },    { "menu", 0xe05d },     { "num", 0x45 },       { "pagedown", 0xe051 },
  { "pageup", 0xe049 },  { "pause", SUMAC_SCANCODE_PAUSE },             { "print", 0x54 },
  { "right", 0xe04d },   { "rctrl", 0xe01d },    { "rshift", 0x36 },    { "scroll", 0x46 },
  { "shift", SHIFT },    { "space", 0x39 },      { "super", 0xe05b },   { "tab", 0x0f },
  { "up", 0xe048 },
};

/* The keys of a US keyboard, row by row: what they give alone and with Shift. */
static const struct
{
  guint first; /* scancode of the first key */
  const char *alone;
  const char *shifted;
} rows[] = {
  { 0x02, "1234567890-=",  "!@#$%^&*()_+"  },
  { 0x10, "qwertyuiop[]",  "QWERTYUIOP{}"  },
  { 0x1e, "asdfghjkl;'`",  "ASDFGHJKL:\"~" },
  { 0x2b, "\\zxcvbnm,./",  "|ZXCVBNM<>?"   },
};

/* clang-format on */

static const char *const buttons[] = { "left", "middle", "right", NULL, NULL, "side", "extra" };

typedef struct
{
  char **steps;     /* what is still to do */
  const char *text; /* within a text step */
} Keys;

/* The key of a character, and whether Shift is needed; 0: none. */
static guint
find_character (char c, gboolean *shift)
{
  *shift = FALSE;
  if (c == ' ')
    return 0x39;
  if (c == '\n')
    return 0x1c;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *alone = strchr (rows[i].alone, c);
      const char *shifted = strchr (rows[i].shifted, c);

      *shift = alone == NULL;
      if (c != '\0' && alone)
        return rows[i].first + (guint) (alone - rows[i].alone);
      if (c != '\0' && shifted)
        return rows[i].first + (guint) (shifted - rows[i].shifted);
    }
  return 0;
}

static guint
find_key (const char *name)
{
  gboolean shift;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, name) == 0)
      return keys[i].scancode;
  return strlen (name) == 1 ? find_character (name[0], &shift) : 0;
}

static gboolean
find_chord (const char *text, guint chord[10], gsize *n)
{
  g_auto (GStrv) names = g_strsplit (text, "+", 11);

  *n = g_strv_length (names);
  if (*n < 1 || *n > 10)
    return FALSE;
  for (gsize i = 0; i < *n; i++)
    {
      chord[i] = find_key (names[i]);
      if (chord[i] == 0)
        return FALSE;
    }
  return TRUE;
}

static guint
find_button (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (buttons[i] && strcmp (buttons[i], name) == 0)
      return i + 1;
  return 0;
}

static gboolean
find_place (const char *text, gint64 *x, gint64 *y)
{
  char *end;

  *x = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != ',')
    return FALSE;
  text = end + 1;
  *y = g_ascii_strtoll (text, &end, 10);
  return end != text && *end == '\0' && ABS (*x) <= 16384 && ABS (*y) <= 16384;
}

static gboolean
find_number (const char *text, gint64 *n)
{
  char *end;

  *n = g_ascii_strtoll (text, &end, 10);
  return end != text && *end == '\0' && ABS (*n) <= 60000;
}

/* What stands behind "KIND:", or NULL. */
static const char *
argument_of (const char *step, const char *kind)
{
  gsize length = strlen (kind);

  return strncmp (step, kind, length) == 0 && step[length] == ':' ? step + length + 1 : NULL;
}

static gboolean
text_is_known (const char *text)
{
  gboolean shift;

  for (; *text; text++)
    if (find_character (*text, &shift) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_step (const char *step)
{
  static const char *const clicks[] = { "click", "press", "release" };
  const char *argument;
  guint chord[10];
  gsize n;
  gint64 x;
  gint64 y;

  for (guint i = 0; i < G_N_ELEMENTS (clicks); i++)
    if ((argument = argument_of (step, clicks[i])))
      return find_button (argument) != 0;
  if ((argument = argument_of (step, "text")))
    return text_is_known (argument);
  if ((argument = argument_of (step, "key")))
    return find_chord (argument, chord, &n);
  if ((argument = argument_of (step, "move")) || (argument = argument_of (step, "by")))
    return find_place (argument, &x, &y);
  if ((argument = argument_of (step, "wheel")))
    return find_number (argument, &x);
  if ((argument = argument_of (step, "wait")))
    return find_number (argument, &x) && x >= 0;
  return FALSE;
}

static void
type_character (SumacInputs *inputs, char c)
{
  gboolean shift;
  guint scancode = find_character (c, &shift);
  guint chord[2] = { SHIFT, scancode };

  sumac_inputs_tap (inputs, shift ? chord : chord + 1, shift ? 2 : 1);
}

/* Does one step; how long to wait before the next one, in milliseconds. */
static guint
do_step (SumacInputs *inputs, const char *step)
{
  const char *argument;
  guint chord[10];
  gsize n;
  gint64 x;
  gint64 y;

  if ((argument = argument_of (step, "key")) && find_chord (argument, chord, &n))
    sumac_inputs_tap (inputs, chord, n);
  else if ((argument = argument_of (step, "move")) && find_place (argument, &x, &y))
    sumac_inputs_position (inputs, 0, (gint) x, (gint) y);
  else if ((argument = argument_of (step, "by")) && find_place (argument, &x, &y))
    sumac_inputs_motion (inputs, (gint) x, (gint) y);
  else if ((argument = argument_of (step, "wheel")) && find_number (argument, &x))
    sumac_inputs_scroll (inputs, (gint) x);
  else if ((argument = argument_of (step, "wait")) && find_number (argument, &x))
    return (guint) x;
  if ((argument = argument_of (step, "press")) || (argument = argument_of (step, "click")))
    sumac_inputs_button (inputs, find_button (argument), TRUE);
  if ((argument = argument_of (step, "release")) || (argument = argument_of (step, "click")))
    sumac_inputs_button (inputs, find_button (argument), FALSE);
  return PAUSE_MS;
}

static gboolean
on_done (gpointer data)
{
  sumac_visit_quit (data, SUMAC_EXIT_DONE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_time (gpointer data)
{
  SumacVisit *visit = data;
  Keys *work = visit->data;
  SumacInputs *inputs = sumac_session_get_inputs (visit->session);
  guint pause = PAUSE_MS;

  if (work->text && *work->text)
    type_character (inputs, *work->text++);
  else if (!*work->steps)
    {
      g_timeout_add (LAST_MS, on_done, visit);
      return G_SOURCE_REMOVE;
    }
  else if ((work->text = argument_of (*work->steps, "text")))
    work->steps++;
  else
    pause = do_step (inputs, *work->steps++);
  g_timeout_add (pause, on_time, visit);
  return G_SOURCE_REMOVE;
}

static void
on_inputs_ready (SumacVisit *visit)
{
  SumacInputs *inputs = sumac_session_get_inputs (visit->session);

  if (!sumac_inputs_get_ready (inputs))
    return;
  g_signal_handlers_disconnect_by_data (inputs, visit);
  g_idle_add (on_time, visit);
}

static void
on_ready (SumacVisit *visit)
{
  g_signal_connect_swapped (sumac_session_get_inputs (visit->session), "notify::ready",
                            G_CALLBACK (on_inputs_ready), visit);
}

static int
run (int argc, char **argv)
{
  Keys work = { 0 };
  SumacVisit visit = { .on_ready = on_ready, .data = &work };

  if (!sumac_visit_parse (&visit, _ ("URI STEP…"),
                          _ ("Types, moves and clicks in a guest. Steps:\n"
                             "  text:TEXT              types it, as on a US keyboard\n"
                             "  key:NAME[+NAME…]       presses keys together: key:ctrl+alt+f1\n"
                             "  move:X,Y  by:X,Y       places or moves the pointer\n"
                             "  click:BUTTON  press:BUTTON  release:BUTTON\n"
                             "                         left, middle, right, side, extra\n"
                             "  wheel:N                turns the wheel, down when positive\n"
                             "  wait:MILLISECONDS\n\n"
                             "Example: sumac keys spice://localhost:5900 text:root key:enter"),
                          NULL, &argc, &argv))
    goto out;
  if (argc < 3)
    {
      sumac_visit_misused (&visit,
                           _ ("An address and at least one step are needed, see --help."));
      goto out;
    }
  for (int i = 2; i < argc; i++)
    if (!is_step (argv[i]))
      {
        g_autofree char *sentence =
            g_strdup_printf (_ ("“%s” is not a step, see --help."), argv[i]);

        sumac_visit_misused (&visit, sentence);
        goto out;
      }
  work.steps = argv + 2;
  sumac_visit_run (&visit, argv[1]);

out:
  sumac_visit_clear (&visit);
  return visit.exit_code;
}

const SumacVerb sumac_verb_keys = {
  .name = "keys",
  .summary = N_ ("Type, move and click in a guest"),
  .run = run,
};
