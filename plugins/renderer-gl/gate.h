/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The gate to the driver. A program may end while painters draw; then the driver takes itself
 * apart on the ending thread, under the hands of whoever is in it. So whoever calls GL or EGL
 * goes in by this gate, and when the process ends it is shut: the ending thread waits until
 * all are out, and who comes later stays outside until the process is gone.
 *
 * Whoever makes or ends a context is alone inside; and whoever draws on the processor: Mesa's
 * llvmpipe falls over when two threads draw at once, each with a context of its own. A window that
 * is drawn so does not come by this gate: who is alone has the driver's turn, too.
 *
 * It is the process's, as its end is. Thread: any. */

#pragma once

/* No pair within a pair: that would wait for the gate that it keeps open. */
void gate_enter (void);
void gate_leave (void);

/* The same, when all others are out; they stay out meanwhile. */
void gate_enter_alone (void);
void gate_leave_alone (void);

/* To be called inside, once the driver is loaded: what is told of the end last hears of it
 * first. */
void gate_watch (void);
