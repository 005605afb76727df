/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/renderer-import.h"

#include "contract/renderer.h"
#include "proof/difference.h"
#include "proof/lent-picture.h"
#include "proof/trial.h"
#include "proof/verdict.h"
#include "proof/viewer.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SURFACE 9

/* Looks at a picture that goes on changing. */
#define LOOKS 3

/* So many imports, each destroyed, may not leave as many files behind. One less than that: a
 * driver gives back when it has time. */
#define IMPORTS 8

/* NV12: two planes, which a surface of the contract never is. */
#define UNKNOWN_FOURCC 0x3231564e

/* A renderer that has imported a picture. */
typedef struct
{
  SumacRenderer *renderer;
  SumacViewer *viewer; /* or NULL */
  SumacLentPicture *lent;
  SumacDice *dice;
  gboolean is_there; /* the surface */
  gboolean has_looked;
} Import;

static gboolean
imports (const SumacRendererSuite *suite, GString *why)
{
  g_autoptr (SumacRenderer) renderer = suite->make (suite->data);

  if (SUMAC_RENDERER_GET_CLASS (renderer)->import)
    return TRUE;
  g_string_assign (why, "it imports nothing");
  return FALSE;
}

static gboolean
take (Import *import, GString *why)
{
  g_autoptr (GError) error = NULL;

  import->is_there =
      sumac_renderer_import (import->renderer, SURFACE, &import->lent->dmabuf, &error);
  if (error)
    g_string_printf (why, "it refuses: %s", error->message);
  return import->is_there;
}

static void
drop (Import *import)
{
  if (import->is_there)
    sumac_renderer_surface_destroy (import->renderer, SURFACE);
  import->is_there = FALSE;
}

/* FALSE and @how. */
static gboolean
is_as_drawn (const SumacLentPicture *lent, const SumacPixels *seen, GString *how)
{
  g_autoptr (SumacPixels) expected = sumac_lent_picture_expect (lent);

  if (sumac_pixels_are_equal (seen, expected, how))
    return TRUE;

  g_autofree char *form = sumac_lent_picture_describe (lent);

  g_string_append_printf (how, " (%s)", form);
  return FALSE;
}

/* Maps it and compares. */
static void
look_into_map (Import *import, GString *how)
{
  const SumacDmabuf *dmabuf = &import->lent->dmabuf;
  const SumacSurfaceShape shape = { SURFACE, SUMAC_PIXELS_XRGB32, dmabuf->width,
                                    dmabuf->height };
  g_autoptr (SumacPixels) mapped = sumac_surface_read (import->renderer, &shape, how);

  import->has_looked = TRUE;
  if (how->len > 0)
    return;

  g_autoptr (SumacPixels) seen = sumac_pixels_as_shown (mapped);

  is_as_drawn (import->lent, seen, how);
}

/* What is tried on each form of picture that is imported. */
typedef void (*Try) (Import *import, GString *how);

/* FALSE and @why if it was not imported. */
static gboolean
try_form (const SumacRendererSuite *suite,
          Import *import,
          guint form,
          Try try,
          GString *why,
          GString *how)
{
  SumacLentPicture lent;

  if (!sumac_lent_picture_init (&lent, suite, form, import->dice, why))
    return FALSE;
  import->lent = &lent;

  gboolean is_imported = take (import, why);

  if (is_imported)
    try (import, how);
  drop (import);
  sumac_lent_picture_clear (&lent);
  return is_imported;
}

/* At most so many forms that are imported, on one renderer. @viewer (nullable) is who looks at
 * it. */
static SumacRuleOutcome
try_forms (const SumacRendererSuite *suite,
           guint n_wanted,
           SumacViewer *viewer,
           Try try,
           GString *how)
{
  SumacDice dice = { .state = suite->seed };
  g_autoptr (GString) why = g_string_new (NULL);
  g_autoptr (SumacRenderer) renderer = suite->make (suite->data);
  Import import = { .renderer = renderer, .viewer = viewer, .dice = &dice };
  guint n_imported = 0;

  if (!imports (suite, how))
    return SUMAC_RULE_SKIPPED;
  if (!sumac_trial_open (renderer, viewer ? viewer->share : NULL, how))
    return SUMAC_RULE_FAILED;
  for (guint i = 0; how->len == 0 && n_imported < n_wanted && i < SUMAC_N_LENT_FORMS; i++)
    n_imported += try_form (suite, &import, i, try, why, how);
  if (how->len > 0)
    return SUMAC_RULE_FAILED;
  if (!import.has_looked)
    {
      g_string_assign (how, n_imported > 0 ? "it publishes none of what it imports" : why->str);
      return SUMAC_RULE_SKIPPED;
    }
  if (n_wanted > 1)
    g_string_printf (how, "it imports %u of %u forms", n_imported, n_wanted);
  return SUMAC_RULE_PASSED;
}

SumacRuleOutcome
sumac_renderer_import_check_pixels (const SumacRendererSuite *suite, GString *how)
{
  return try_forms (suite, SUMAC_N_LENT_FORMS, NULL, look_into_map, how);
}

static void
look_again (Import *import, GString *how)
{
  for (guint i = 0; how->len == 0 && i < LOOKS; i++)
    {
      look_into_map (import, how);
      sumac_lent_picture_draw (import->lent, import->dice);
    }
  if (how->len == 0)
    look_into_map (import, how);
}

SumacRuleOutcome
sumac_renderer_import_check_follows (const SumacRendererSuite *suite, GString *how)
{
  return try_forms (suite, 1, NULL, look_again, how);
}

/* As a viewer sees it, each time that the guest has drawn. */
static void
look_at_texture (Import *import, GString *how)
{
  const SumacDmabuf *dmabuf = &import->lent->dmabuf;
  const SumacRect all = { 0, 0, dmabuf->width, dmabuf->height };
  SumacTexture texture = { 0 };

  for (guint i = 0; how->len == 0 && i < LOOKS; i++)
    {
      if (!sumac_renderer_publish (import->renderer, SURFACE, &all, 1, &texture))
        break;

      g_autoptr (SumacPixels) seen =
          sumac_viewer_look (import->viewer, &texture, dmabuf->width, dmabuf->height, how);

      if (!seen)
        break;
      import->has_looked = TRUE;
      is_as_drawn (import->lent, seen, how);
      sumac_lent_picture_draw (import->lent, import->dice);
    }
  sumac_viewer_leave (import->viewer, &texture);
}

SumacRuleOutcome
sumac_renderer_import_check_published (const SumacRendererSuite *suite, GString *how)
{
  SumacViewer viewer;

  if (!imports (suite, how) || !sumac_viewer_init (&viewer, suite, how))
    return SUMAC_RULE_SKIPPED;

  SumacRuleOutcome outcome = try_forms (suite, 1, &viewer, look_at_texture, how);

  sumac_viewer_clear (&viewer);
  return outcome;
}

static void
look_when_closed (Import *import, GString *how)
{
  sumac_lent_picture_close (import->lent);
  look_into_map (import, how);
}

SumacRuleOutcome
sumac_renderer_import_check_may_be_closed (const SumacRendererSuite *suite, GString *how)
{
  return try_forms (suite, 1, NULL, look_when_closed, how);
}

/* Files that are open in this process; 0 where that can't be told. */
static guint
count_files (void)
{
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (files && g_dir_read_name (files))
    n++;
  return n;
}

/* The first time a driver may open files that it keeps. */
static void
import_often (Import *import, GString *how)
{
  guint before = 0;

  for (guint i = 0; how->len == 0 && i < IMPORTS; i++)
    {
      look_into_map (import, how);
      drop (import);
      if (i == 0)
        before = count_files ();
      if (how->len == 0)
        take (import, how);
    }
  drop (import);

  guint after = count_files ();

  if (how->len == 0 && after >= before + IMPORTS)
    g_string_printf (how, "of %u pictures that are gone %u files are open still", IMPORTS,
                     after - before);
}

SumacRuleOutcome
sumac_renderer_import_check_comes_back (const SumacRendererSuite *suite, GString *how)
{
  if (count_files () == 0)
    {
      g_string_assign (how, "open files can't be counted here");
      return SUMAC_RULE_SKIPPED;
    }
  return try_forms (suite, 1, NULL, import_often, how);
}

/* The class is asked, as the wrapper mends a missing sentence. */
static gboolean
refuses (SumacRenderer *renderer, const SumacDmabuf *unknown, GString *how)
{
  g_autoptr (GError) error = NULL;

  if (SUMAC_RENDERER_GET_CLASS (renderer)->import (renderer, SURFACE, unknown, &error))
    g_string_assign (how, "a format that is none of the four is imported");
  else if (!error || !*error->message)
    g_string_assign (how, "a format that is none of the four is refused without a reason");
  return how->len == 0;
}

/* Where nothing is left a surface of that id is a new one. */
static void
look_for_remains (SumacRenderer *renderer, GString *how)
{
  const SumacSurfaceShape shape = { SURFACE, SUMAC_PIXELS_XRGB32, 5, 3 };
  g_autoptr (SumacPixels) zero = sumac_surface_new_pixels (&shape);

  if (!sumac_surface_make (renderer, &shape, how))
    return;

  g_autoptr (SumacPixels) got = sumac_surface_read (renderer, &shape, how);

  if (how->len == 0)
    sumac_pixels_are_equal (got, zero, how);
  sumac_renderer_surface_destroy (renderer, SURFACE);
}

/* What it would look like is not zero. */
static gint
make_unknown (gsize size)
{
  gint fd = memfd_create ("sumac-unknown", MFD_CLOEXEC);
  g_autofree guint8 *bytes = g_malloc (size);

  memset (bytes, 0x5a, size);
  if (fd < 0 || write (fd, bytes, size) == (gssize) size)
    return fd;
  close (fd);
  return -1;
}

/* No card is needed to see that a format is none. */
SumacRuleOutcome
sumac_renderer_import_check_unknown (const SumacRendererSuite *suite, GString *how)
{
  if (!imports (suite, how))
    return SUMAC_RULE_SKIPPED;

  g_autoptr (SumacRenderer) renderer = suite->make (suite->data);
  const SumacDmabuf unknown = {
    .fd = make_unknown (2 * 256 * 16),
    .fourcc = UNKNOWN_FOURCC,
    .width = 64,
    .height = 16,
    .stride = 256,
    .is_top_down = TRUE,
  };

  if (unknown.fd < 0)
    g_string_assign (how, "there is no file for a picture");
  else if (sumac_trial_open (renderer, NULL, how) && refuses (renderer, &unknown, how))
    look_for_remains (renderer, how);
  if (unknown.fd >= 0)
    close (unknown.fd);
  return sumac_judge (how);
}
