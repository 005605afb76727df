/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The contracts as suites of rules, for whoever writes a plug-in: each rule is tried on fresh
 * objects of the plug-in, as a program would make them. `sumac plugins test` prints what comes
 * of it; a test program of your own may call it as well. The rules are explained in the
 * documentation of plug-ins. Thread: one; a plug-in may start its own. */

#pragma once

#include <sumac/error.h>
#include <sumac/texture.h>

G_BEGIN_DECLS

typedef enum
{
  SUMAC_RULE_PASSED,
  SUMAC_RULE_FAILED,
  SUMAC_RULE_SKIPPED, /* there was nothing to try it on */
} SumacRuleOutcome;

typedef struct _SumacSuite SumacSuite;
typedef struct _SumacSuiteEyes SumacSuiteEyes;
typedef struct _SumacSuiteLender SumacSuiteLender;

/* A viewer that looks at the textures that a renderer publishes: the library has no OpenGL of
 * its own. All is called on the suite's thread, where a context of the renderer may be current;
 * it stays so. */
struct _SumacSuiteEyes
{
  /* The share group in which it looks, the same one each time, and a reference to it. Comes
   * first, and not before there is a renderer that publishes. NULL with an error: there is no
   * OpenGL here. */
  SumacGlShare *(*open) (gpointer data, GError **error);
  /* Waits until @fence (GLsync) is signalled, and deletes it. FALSE with an error: it is none,
   * or not signalled within some seconds. */
  gboolean (*wait) (gpointer data, gpointer fence, GError **error);
  /* The first rows and columns of @texture, as RGBA of four bytes, without gaps. Leaves a fence
   * of its own in @texture, for whom touches it next, or NULL. FALSE with an error: there is no
   * such texture, or it is not as large as it says. */
  gboolean (*read) (gpointer data,
                    SumacTexture *texture,
                    gint width,
                    gint height,
                    guint8 *texels,
                    GError **error);
  gpointer data;
};

/* A guest's graphics card, which lends pictures to be imported. */
struct _SumacSuiteLender
{
  /* A file that a card could lend (a dmabuf), of @size bytes or more, which can be mapped for
   * reading and writing. To be closed. Below 0 with an error: there is none here. */
  gint (*lend) (gpointer data, gsize size, GError **error);
  gpointer data;
};

struct _SumacSuite
{
  guint64 seed; /* the same one gives the same surfaces, pictures and ops */
  guint n_ops;  /* of a renderer: random ops for each rule that needs some */

  /* Before a rule is tried: should the plug-in end the process, this was it. @says: the rule as
   * a sentence. */
  void (*begin) (gpointer data, const char *rule, const char *says);
  /* @how (nullable): what was wrong, why it was skipped, or else worth a remark; English. */
  void (*end) (gpointer data, const char *rule, SumacRuleOutcome outcome, const char *how);
  gpointer data;

  const SumacSuiteEyes *eyes;     /* nullable: then rules of what is published are skipped */
  const SumacSuiteLender *lender; /* nullable: the same of what is imported */

  /*< private >*/
  gpointer reserved[6]; /* NULL */
};

/* Tries all rules of @role ("renderer", "video-decoder"; NULL: any) on the plug-in of that name,
 * found as programs find it. A video decoder's rules come once for each film of a codec that it may know,
 * as FILM/RULE. FALSE with SUMAC_ERROR_PLUGIN when there is no such plug-in, or it can't be
 * opened; one that can't work on this machine has its rules skipped. */
SUMAC_EXPORT gboolean sumac_suite_run (const SumacSuite *suite,
                                       const char *role,
                                       const char *name,
                                       GError **error);

G_END_DECLS
