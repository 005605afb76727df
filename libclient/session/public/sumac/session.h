/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A session with one virtual machine. Every object here lives on the thread whose
 * GMainContext was the thread default when the session was made: call it there, and hear its
 * signals there. */

#pragma once

#include <gio/gio.h>
#include <sumac/error.h>
#include <sumac/inputs.h>
#include <sumac/monitor.h>
#include <sumac/policy.h>

G_BEGIN_DECLS

/**
 * SumacSessionState:
 * @SUMAC_SESSION_IDLE: not opened yet
 * @SUMAC_SESSION_CONNECTING: looking for the server and linking
 * @SUMAC_SESSION_AUTHENTICATING: waiting for an answer to the `authenticate` signal
 * @SUMAC_SESSION_READY: connected
 * @SUMAC_SESSION_CLOSED: ended in order, by us or by the server
 * @SUMAC_SESSION_FAILED: ended by an error, see [property@Session:error]
 *
 * What a session is doing.
 */
typedef enum
{
  SUMAC_SESSION_IDLE,
  SUMAC_SESSION_CONNECTING,
  SUMAC_SESSION_AUTHENTICATING,
  SUMAC_SESSION_READY,
  SUMAC_SESSION_CLOSED,
  SUMAC_SESSION_FAILED,
} SumacSessionState;

/**
 * SumacMouseMode:
 * @SUMAC_MOUSE_SERVER: the guest takes relative motion
 * @SUMAC_MOUSE_CLIENT: the guest takes positions
 *
 * How the guest wants to hear of the pointer.
 */
typedef enum
{
  SUMAC_MOUSE_SERVER = 1,
  SUMAC_MOUSE_CLIENT = 2,
} SumacMouseMode;

/**
 * SumacCompression:
 * @SUMAC_COMPRESSION_AUTO: the server's own choice
 * @SUMAC_COMPRESSION_OFF: none
 * @SUMAC_COMPRESSION_AUTO_GLZ: by the kind of picture QUIC or GLZ
 * @SUMAC_COMPRESSION_AUTO_LZ: by the kind of picture QUIC or LZ
 * @SUMAC_COMPRESSION_QUIC: QUIC: good for photos
 * @SUMAC_COMPRESSION_GLZ: GLZ: LZ that also looks back at earlier pictures
 * @SUMAC_COMPRESSION_LZ: LZ: good for drawn pictures
 * @SUMAC_COMPRESSION_LZ4: LZ4: quick, and larger
 *
 * A wish to the server how to compress pictures.
 */
typedef enum
{
  SUMAC_COMPRESSION_AUTO,
  SUMAC_COMPRESSION_OFF,
  SUMAC_COMPRESSION_AUTO_GLZ,
  SUMAC_COMPRESSION_AUTO_LZ,
  SUMAC_COMPRESSION_QUIC,
  SUMAC_COMPRESSION_GLZ,
  SUMAC_COMPRESSION_LZ,
  SUMAC_COMPRESSION_LZ4,
} SumacCompression;

#define SUMAC_TYPE_SESSION (sumac_session_get_type ())
SUMAC_EXPORT
G_DECLARE_FINAL_TYPE (SumacSession, sumac_session, SUMAC, SESSION, GObject)

SUMAC_EXPORT SumacSession *sumac_session_new (const char *uri);

SUMAC_EXPORT const char *sumac_session_get_uri (SumacSession *self);
SUMAC_EXPORT void sumac_session_set_uri (SumacSession *self, const char *uri);
SUMAC_EXPORT void sumac_session_set_password (SumacSession *self, const char *password);
SUMAC_EXPORT void sumac_session_set_compression (SumacSession *self, SumacCompression wish);
SUMAC_EXPORT const char *sumac_session_get_renderer (SumacSession *self);
SUMAC_EXPORT void sumac_session_set_renderer (SumacSession *self, const char *name);
SUMAC_EXPORT gboolean sumac_session_set_preferred_video_codecs (SumacSession *self,
                                                                const char *names,
                                                                GError **error);
SUMAC_EXPORT void sumac_session_set_policy (SumacSession *self, SumacPolicy policy);

SUMAC_EXPORT void sumac_session_open (SumacSession *self);
SUMAC_EXPORT void sumac_session_open_async (SumacSession *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
SUMAC_EXPORT gboolean sumac_session_open_finish (SumacSession *self,
                                                 GAsyncResult *result,
                                                 GError **error);
SUMAC_EXPORT void sumac_session_close (SumacSession *self);

SUMAC_EXPORT SumacSessionState sumac_session_get_state (SumacSession *self);
SUMAC_EXPORT const char *sumac_session_get_status (SumacSession *self);
SUMAC_EXPORT const GError *sumac_session_get_error (SumacSession *self);
SUMAC_EXPORT const char *sumac_session_get_name (SumacSession *self);
SUMAC_EXPORT const char *sumac_session_get_uuid (SumacSession *self);
SUMAC_EXPORT SumacMouseMode sumac_session_get_mouse_mode (SumacSession *self);
SUMAC_EXPORT const char *sumac_session_get_drawing_renderer (SumacSession *self);
SUMAC_EXPORT SumacInputs *sumac_session_get_inputs (SumacSession *self);
SUMAC_EXPORT SumacMonitor *sumac_session_get_monitor (SumacSession *self, guint id);
SUMAC_EXPORT GList *sumac_session_get_monitors (SumacSession *self);
SUMAC_EXPORT GVariant *sumac_session_dup_stats (SumacSession *self);

G_END_DECLS
