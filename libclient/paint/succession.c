/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/succession.h"

#include "contract/registry.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"

#include <glib/gi18n-lib.h>

/* What is wished; a field without its bit stays as it is. */
typedef enum
{
  WISHES_RENDERER = 1 << 0,
  WISHES_SHARE = 1 << 1,
} Wishes;

struct _SumacSuccession
{
  const char *channel_name;

  /* painter's thread only */
  SumacRenderer *first; /* borrowed: to be opened; or NULL */
  char *demanded;       /* the name of the first one, if it was to be that; or NULL */
  SumacGlShare *share;  /* what the present one was opened with; or NULL */

  SumacLock lock;
  /* under lock: */
  guint wishes; /* Wishes, not followed yet */
  char *wished_name;
  SumacGlShare *wished_share;
  char *name; /* of what draws now; written by the painter's thread alone */
  char *notice;
};

static char *
not_demanded (const char *demanded, const char *drawing, const GError *reason)
{
  /* Translators: names of renderers; the last %s is a sentence */
  return g_strdup_printf (_ ("“%s” draws, as “%s” can't: %s"), drawing, demanded,
                          reason->message);
}

/* One that was demanded and can't be had is no reason to show nothing. */
SumacSuccession *
sumac_succession_new (const char *channel_name,
                      const char *name,
                      SumacRenderer **renderer,
                      GError **error)
{
  g_autoptr (GError) reason = NULL;
  char *shown_name = NULL;

  *renderer = sumac_registry_new_renderer (name, &shown_name, &reason);
  if (!*renderer)
    *renderer = sumac_registry_new_renderer (NULL, &shown_name, error);
  if (!*renderer)
    return NULL;

  SumacSuccession *succession = g_new0 (SumacSuccession, 1);

  succession->channel_name = channel_name;
  succession->first = *renderer;
  succession->name = shown_name;
  if (reason)
    succession->notice = not_demanded (name, shown_name, reason);
  else
    succession->demanded = g_strdup (name);
  sumac_lock_init (&succession->lock);
  return succession;
}

void
sumac_succession_free (SumacSuccession *succession)
{
  if (!succession)
    return;
  g_clear_pointer (&succession->share, sumac_gl_share_unref);
  g_clear_pointer (&succession->wished_share, sumac_gl_share_unref);
  g_free (succession->demanded);
  g_free (succession->wished_name);
  g_free (succession->name);
  g_free (succession->notice);
  sumac_lock_clear (&succession->lock);
  g_free (succession);
}

/* --- any thread ------------------------------------------------------------------------ */

void
sumac_succession_wish_renderer (SumacSuccession *succession, const char *name)
{
  char *wished = g_strdup (name);

  sumac_lock (&succession->lock);

  char *old = succession->wished_name;

  succession->wished_name = wished;
  succession->wishes |= WISHES_RENDERER;
  sumac_unlock (&succession->lock);
  g_free (old);
}

void
sumac_succession_wish_share (SumacSuccession *succession, SumacGlShare *share)
{
  sumac_lock (&succession->lock);

  g_autoptr (SumacGlShare) old = succession->wished_share;

  succession->wished_share = share ? sumac_gl_share_ref (share) : NULL;
  succession->wishes |= WISHES_SHARE;
  sumac_unlock (&succession->lock);
}

char *
sumac_succession_dup_name (SumacSuccession *succession)
{
  char *name;

  sumac_lock (&succession->lock);
  name = g_strdup (succession->name);
  sumac_unlock (&succession->lock);
  return name;
}

char *
sumac_succession_take_notice (SumacSuccession *succession)
{
  char *notice;

  sumac_lock (&succession->lock);
  notice = g_steal_pointer (&succession->notice);
  sumac_unlock (&succession->lock);
  return notice;
}

/* --- the painter's --------------------------------------------------------------------- */

/* Of two that nobody has read the newer one counts. */
static void
notify (SumacSuccession *succession, char *sentence)
{
  sumac_lock (&succession->lock);

  char *old = succession->notice;

  succession->notice = sentence;
  sumac_unlock (&succession->lock);
  g_free (old);
}

/* It draws from now on. */
static void
enthrone (SumacSuccession *succession, char *name)
{
  sumac_lock (&succession->lock);

  char *old = succession->name;

  succession->name = name;
  sumac_unlock (&succession->lock);
  g_free (old);
  sumac_info (succession->channel_name, "drawing by renderer “%s”", name);
}

static gboolean
open_renderer (SumacRenderer *renderer, SumacGlShare *share, GError **error)
{
  const SumacRendererHost host = { .image_bytes = SUMAC_MAX_RENDERER_IMAGES_BYTES,
                                   .share = share };

  return sumac_renderer_open (renderer, &host, error);
}

/* One that is open: @name and no other, or the best one that can work here. */
static SumacRenderer *
make (const char *name, SumacGlShare *share, char **shown_name, GError **error)
{
  g_autofree char *shown = NULL;
  SumacRenderer *renderer = sumac_registry_new_renderer (name, &shown, error);
  g_autoptr (GError) reason = NULL;

  while (renderer && !open_renderer (renderer, share, &reason))
    {
      g_autofree char *refused = g_steal_pointer (&shown);

      g_clear_object (&renderer);
      if (name || sumac_registry_is_builtin_renderer (refused))
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        renderer = sumac_registry_new_renderer_after (refused, &shown);
      g_clear_error (&reason);
    }
  if (renderer)
    *shown_name = g_steal_pointer (&shown);
  return renderer;
}

/* Those that come after the present one, until one has taken over what is left of the surfaces.
 * The last is the built-in one. */
static gboolean
replace (SumacSuccession *succession, SumacStage *stage, GError **error)
{
  g_autofree char *last = g_strdup (succession->name);
  gboolean is_last = FALSE;

  while (!is_last)
    {
      g_autoptr (GError) reason = NULL;
      g_autofree char *name = NULL;
      SumacRenderer *renderer = sumac_registry_new_renderer_after (last, &name);

      if (!open_renderer (renderer, succession->share, &reason))
        g_object_unref (renderer);
      else if (sumac_stage_rescue (stage, renderer, &reason))
        {
          enthrone (succession, g_steal_pointer (&name));
          return TRUE;
        }
      sumac_warn (succession->channel_name, "renderer “%s” can't go on: %s", name,
                  reason->message);
      is_last = sumac_registry_is_builtin_renderer (name);
      if (is_last)
        g_propagate_error (error, g_steal_pointer (&reason));
      g_free (last);
      last = g_steal_pointer (&name);
    }
  return FALSE;
}

gboolean
sumac_succession_open (SumacSuccession *succession, SumacStage *stage, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (open_renderer (g_steal_pointer (&succession->first), NULL, &reason))
    {
      sumac_info (succession->channel_name, "drawing by renderer “%s”", succession->name);
      return TRUE;
    }
  sumac_info (succession->channel_name, "renderer “%s” is passed over: %s", succession->name,
              reason->message);
  if (!replace (succession, stage, error))
    return FALSE;
  if (succession->demanded)
    notify (succession, not_demanded (succession->demanded, succession->name, reason));
  return TRUE;
}

typedef struct
{
  guint wishes;
  char *name;
  SumacGlShare *share;
} Wish;

static void
take_wish (SumacSuccession *succession, Wish *wish)
{
  sumac_lock (&succession->lock);
  *wish = (Wish){
    .wishes = succession->wishes,
    .name = g_steal_pointer (&succession->wished_name),
    .share = g_steal_pointer (&succession->wished_share),
  };
  succession->wishes = 0;
  sumac_unlock (&succession->lock);
}

static gboolean
change (SumacSuccession *succession,
        SumacStage *stage,
        const char *wished_name,
        SumacGlShare *share,
        GError **error)
{
  g_autofree char *name = NULL;
  gboolean is_same_share = share == succession->share;

  if (is_same_share && g_strcmp0 (wished_name, succession->name) == 0)
    return TRUE;

  SumacRenderer *renderer = make (wished_name, share, &name, error);

  if (!renderer)
    return FALSE;
  if (is_same_share && g_str_equal (name, succession->name))
    {
      g_object_unref (renderer);
      return TRUE;
    }
  sumac_stage_set_share (stage, share);
  if (!sumac_stage_swap (stage, renderer, error))
    {
      sumac_stage_set_share (stage, succession->share);
      return FALSE;
    }
  if (!is_same_share)
    {
      g_clear_pointer (&succession->share, sumac_gl_share_unref);
      succession->share = share ? sumac_gl_share_ref (share) : NULL;
    }
  enthrone (succession, g_steal_pointer (&name));
  return TRUE;
}

gboolean
sumac_succession_follow (SumacSuccession *succession, SumacStage *stage)
{
  g_autoptr (GError) error = NULL;
  Wish wish;

  take_wish (succession, &wish);
  if (wish.wishes == 0)
    return FALSE;

  g_autofree char *name = wish.name;
  g_autoptr (SumacGlShare) share = wish.share;
  const char *wished_name = wish.wishes & WISHES_RENDERER ? name : succession->name;
  SumacGlShare *wished_share = wish.wishes & WISHES_SHARE ? share : succession->share;

  if (!change (succession, stage, wished_name, wished_share, &error))
    notify (succession, g_strdup_printf (_ ("Drawing goes on with “%s”: %s"), succession->name,
                                         error->message));
  return TRUE;
}

gboolean
sumac_succession_replace_lost (SumacSuccession *succession, SumacStage *stage, GError **error)
{
  sumac_warn (succession->channel_name, "renderer “%s” is lost: %s", succession->name,
              sumac_stage_get_loss (stage));
  if (!replace (succession, stage, error))
    return FALSE;
  notify (succession,
          g_strdup_printf (_ ("The graphics card was reset; drawing goes on with “%s”."),
                           succession->name));
  return TRUE;
}
