/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/damage.h"

#include <string.h>

#define SIDE 64

static void
test_rectangles_become_one (void)
{
  static const struct
  {
    const char *name;
    SumacRect a, b, both;
  } cases[] = {
    { "inside", { 0, 0, 10, 10 }, { 2, 2, 5, 5 }, { 0, 0, 10, 10 } },
    { "around", { 2, 2, 5, 5 }, { 0, 0, 10, 10 }, { 0, 0, 10, 10 } },
    { "the same", { 2, 2, 5, 5 }, { 2, 2, 5, 5 }, { 2, 2, 5, 5 } },
    { "flush beside", { 0, 0, 5, 5 }, { 5, 0, 9, 5 }, { 0, 0, 9, 5 } },
    { "flush below", { 0, 0, 5, 5 }, { 0, 5, 5, 7 }, { 0, 0, 5, 7 } },
    { "overlapping in a row", { 0, 0, 6, 5 }, { 4, 0, 9, 5 }, { 0, 0, 9, 5 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacDamage damage = { 0 };

      g_test_message ("%s", cases[i].name);
      sumac_damage_add (&damage, &cases[i].a);
      sumac_damage_add (&damage, &cases[i].b);
      g_assert_cmpuint (damage.n, ==, 1);
      g_assert_cmpmem (&damage.rects[0], sizeof damage.rects[0], &cases[i].both,
                       sizeof cases[i].both);
    }
}

static void
test_far_ones_stay_apart (void)
{
  SumacDamage damage = { 0 };
  SumacRect a = { 0, 0, 4, 4 };
  SumacRect b = { 50, 50, 54, 54 };

  sumac_damage_add (&damage, &a);
  sumac_damage_add (&damage, &b);
  g_assert_cmpuint (damage.n, ==, 2);
}

static void
test_empty_ones_are_none (void)
{
  static const SumacRect empty[] = {
    { 0, 0, 0, 0 }, { 5, 5, 5, 9 }, { 5, 5, 9, 5 }, { 9, 9, 5, 5 }, { 0, 0, -1, 10 },
  };
  SumacDamage damage = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    sumac_damage_add (&damage, &empty[i]);
  g_assert_cmpuint (damage.n, ==, 0);
}

static void
paint (guint8 *picture, const SumacRect *rect)
{
  for (gint y = rect->top; y < rect->bottom; y++)
    memset (picture + y * SIDE + rect->left, 1, (gsize) sumac_rect_width (rect));
}

static SumacRect
random_rect (void)
{
  gint left = g_test_rand_int_range (0, SIDE);
  gint top = g_test_rand_int_range (0, SIDE);

  return (SumacRect){
    left,
    top,
    g_test_rand_int_range (left, SIDE + 1),
    g_test_rand_int_range (top, SIDE + 1),
  };
}

/* However many come: everything is covered, by few rectangles that reach no further than all
 * of them together. */
static void
test_everything_is_covered (void)
{
  for (guint round = 0; round < 300; round++)
    {
      guint8 wanted[SIDE * SIDE] = { 0 };
      guint8 covered[SIDE * SIDE] = { 0 };
      SumacRect bounds = { SIDE, SIDE, 0, 0 };
      SumacDamage damage = { 0 };
      guint n = (guint) g_test_rand_int_range (1, 80);

      for (guint i = 0; i < n; i++)
        {
          SumacRect rect = random_rect ();

          if (round % 2)
            rect = (SumacRect){ rect.left, rect.top, MIN (rect.left + 2, SIDE),
                                MIN (rect.top + 2, SIDE) };
          sumac_damage_add (&damage, &rect);
          if (sumac_rect_is_empty (&rect))
            continue;
          paint (wanted, &rect);
          bounds =
              (SumacRect){ MIN (bounds.left, rect.left), MIN (bounds.top, rect.top),
                           MAX (bounds.right, rect.right), MAX (bounds.bottom, rect.bottom) };
        }
      g_assert_cmpuint (damage.n, <=, SUMAC_DAMAGE_RECTS);
      for (guint i = 0; i < damage.n; i++)
        {
          g_assert_cmpint (sumac_rect_is_empty (&damage.rects[i]), ==, FALSE);
          g_assert_cmpint (damage.rects[i].left, >=, bounds.left);
          g_assert_cmpint (damage.rects[i].top, >=, bounds.top);
          g_assert_cmpint (damage.rects[i].right, <=, bounds.right);
          g_assert_cmpint (damage.rects[i].bottom, <=, bounds.bottom);
          paint (covered, &damage.rects[i]);
        }
      for (guint i = 0; i < SIDE * SIDE; i++)
        g_assert_cmpuint (covered[i], >=, wanted[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/damage/one-where-two-gain-nothing", test_rectangles_become_one);
  g_test_add_func ("/paint/damage/far-ones-stay-apart", test_far_ones_stay_apart);
  g_test_add_func ("/paint/damage/empty-ones-are-none", test_empty_ones_are_none);
  g_test_add_func ("/paint/damage/everything-is-covered", test_everything_is_covered);
  return g_test_run ();
}
