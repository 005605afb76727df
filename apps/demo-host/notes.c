/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/notes.h"

#define MARGIN    14
#define LINE      20
#define STATUS    30
#define MAX_LINES 64
#define BLINK_US  530000
#define PAPER     0xfffef7
#define INK       0x21262b

static const DemoRect button_place = { .width = 64, .height = 20 };

typedef struct
{
  GPtrArray *lines; /* of GString; the last one is written on */
  guint first;      /* the uppermost line shown */
  int line_width;   /* pixels, of the last line */
  gboolean caret;   /* it is shown now */
  gint64 next_blink_us;
  DemoKey key; /* the last one */
  int button_x;
  int button_y;
  int height; /* of the sheet */
} Notes;

static void
free_line (gpointer line)
{
  g_string_free (line, TRUE);
}

gpointer
demo_notes_new (void)
{
  static const char *const words[] = {
    "This is a small desktop inside one process.",
    "Type here; drag windows by their titles,",
    "scroll the list with the wheel. ",
  };
  Notes *notes = g_new0 (Notes, 1);

  notes->lines = g_ptr_array_new_with_free_func (free_line);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (notes->lines, g_string_new (words[i]));
  return notes;
}

static GString *
last_line (Notes *notes)
{
  return notes->lines->pdata[notes->lines->len - 1];
}

static void
toggle_caret (DemoWindow *window, Notes *notes)
{
  int row = (int) (notes->lines->len - 1 - notes->first);
  DemoRect box = { MARGIN + notes->line_width + 1, MARGIN + row * LINE + 1, 2, LINE - 3 };

  notes->caret = !notes->caret;
  demo_window_fill (window, box, notes->caret ? INK : PAPER);
}

static void
set_color (cairo_t *cr, guint32 color)
{
  cairo_set_source_rgb (cr, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0,
                        (color & 0xff) / 255.0);
}

/* One line's picture, over the whole width; it knows then how wide the text is. */
static void
paint_line (DemoWindow *window, Notes *notes, guint i)
{
  const GString *line = notes->lines->pdata[i];
  int width = demo_window_get_width (window);
  cairo_t *cr = demo_picture_begin (width - 2 * MARGIN, LINE, FALSE);
  cairo_text_extents_t extents;

  set_color (cr, PAPER);
  cairo_paint (cr);
  demo_picture_set_font (cr, 13, FALSE);
  cairo_text_extents (cr, line->str, &extents);
  cairo_move_to (cr, 0, 15);
  set_color (cr, INK);
  cairo_show_text (cr, line->str);
  if (i == notes->lines->len - 1)
    notes->line_width = (int) (extents.x_advance + 0.5);
  demo_window_put (window, cr, MARGIN, MARGIN + (int) (i - notes->first) * LINE);
}

static char *
describe_key (const DemoKey *key)
{
  if (key->scancode == 0)
    return g_strdup ("No key yet");
  if (g_ascii_isgraph (key->letter))
    return g_strdup_printf ("Key %02X  %s  “%c”", key->scancode, key->is_down ? "down" : "up",
                            key->letter);
  return g_strdup_printf ("Key %02X  %s", key->scancode, key->is_down ? "down" : "up");
}

static void
paint_status (DemoWindow *window, Notes *notes)
{
  g_autofree char *text = describe_key (&notes->key);
  int width = demo_window_get_width (window);
  cairo_t *cr = demo_picture_begin (width, STATUS, FALSE);

  notes->button_x = width - button_place.width - 10;
  notes->button_y = notes->height + (STATUS - button_place.height) / 2;
  cairo_set_source_rgb (cr, 0.90, 0.91, 0.91);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.78, 0.80, 0.80);
  cairo_rectangle (cr, 0, 0, width, 1);
  cairo_fill (cr);
  demo_picture_set_font (cr, 12, FALSE);
  cairo_set_source_rgb (cr, 0.25, 0.28, 0.30);
  cairo_move_to (cr, MARGIN, 20);
  cairo_show_text (cr, text);

  cairo_rectangle (cr, notes->button_x + 0.5, notes->button_y - notes->height + 0.5,
                   button_place.width - 1, button_place.height - 1);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1);
  cairo_set_source_rgb (cr, 0.62, 0.65, 0.66);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, 0.20, 0.36, 0.33);
  cairo_move_to (cr, notes->button_x + 16, 19);
  cairo_show_text (cr, "Clear");
  demo_window_put (window, cr, 0, notes->height);
}

static void
paint (DemoWindow *window, gpointer content)
{
  Notes *notes = content;
  guint visible;

  notes->height = demo_window_get_height (window) - STATUS;
  notes->caret = FALSE;
  visible = (guint) ((notes->height - 2 * MARGIN) / LINE);
  notes->first = notes->lines->len > visible ? notes->lines->len - visible : 0;
  demo_window_fill (
      window, (DemoRect){ .width = demo_window_get_width (window), .height = notes->height },
      PAPER);
  for (guint i = notes->first; i < notes->lines->len; i++)
    paint_line (window, notes, i);
  paint_status (window, notes);
}

static void
new_line (DemoWindow *window, Notes *notes)
{
  if (notes->lines->len == MAX_LINES)
    g_ptr_array_remove_index (notes->lines, 0);
  g_ptr_array_add (notes->lines, g_string_new (NULL));
  paint (window, notes);
}

static void
erase (DemoWindow *window, Notes *notes)
{
  GString *line = last_line (notes);

  if (line->len > 0)
    {
      g_string_truncate (line, line->len - 1);
      paint_line (window, notes, notes->lines->len - 1);
    }
  else if (notes->lines->len > 1)
    {
      g_ptr_array_set_size (notes->lines, (int) notes->lines->len - 1);
      paint (window, notes);
    }
}

static void
type (DemoWindow *window, Notes *notes, char letter)
{
  if (letter == '\b')
    erase (window, notes);
  else if (letter == '\n')
    new_line (window, notes);
  else
    {
      if (notes->line_width > demo_window_get_width (window) - 2 * MARGIN - 14)
        new_line (window, notes);
      g_string_append_c (last_line (notes), letter);
      paint_line (window, notes, notes->lines->len - 1);
    }
}

static void
key (DemoWindow *window, gpointer content, const DemoKey *pressed)
{
  Notes *notes = content;

  notes->key = *pressed;
  paint_status (window, notes);
  if (pressed->letter == 0)
    return;
  if (notes->caret)
    toggle_caret (window, notes);
  type (window, notes, pressed->letter);
}

static gboolean
is_on_button (const Notes *notes, int x, int y)
{
  return x >= notes->button_x && x < notes->button_x + button_place.width &&
         y >= notes->button_y && y < notes->button_y + button_place.height;
}

static void
press (DemoWindow *window, gpointer content, int x, int y)
{
  Notes *notes = content;

  if (!is_on_button (notes, x, y))
    return;
  g_ptr_array_set_size (notes->lines, 0);
  g_ptr_array_add (notes->lines, g_string_new (NULL));
  notes->line_width = 0;
  paint (window, notes);
}

static void
tick (DemoWindow *window, gpointer content, gint64 now_us)
{
  Notes *notes = content;

  if (now_us < notes->next_blink_us || (!window->is_active && !notes->caret))
    return;
  notes->next_blink_us = now_us + BLINK_US;
  toggle_caret (window, notes);
}

static DemoShape
find_shape (gpointer content, int x, int y)
{
  const Notes *notes = content;

  if (is_on_button (notes, x, y))
    return DEMO_SHAPE_HAND;
  return y < notes->height ? DEMO_SHAPE_TEXT : DEMO_SHAPE_ARROW;
}

static void
notes_free (gpointer content)
{
  Notes *notes = content;

  g_ptr_array_unref (notes->lines);
  g_free (notes);
}

const DemoContent demo_notes = {
  .title = "Notes",
  .paint = paint,
  .press = press,
  .key = key,
  .tick = tick,
  .find_shape = find_shape,
  .free = notes_free,
};
