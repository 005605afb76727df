/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* No function of the library takes the tables that plug-ins fill in, and what these are called
 * with. Here they are named, so that the binary interface of the contract can be compared. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>
#include <sumac/plugin/video-decoder.h>

SUMAC_EXPORT void sumac_abi_renderer (SumacRendererClass *table);
#ifndef ABI_WITHOUT_DECODER
SUMAC_EXPORT void sumac_abi_video_decoder (SumacVideoDecoderClass *table);
#endif

void
sumac_abi_renderer (SumacRendererClass *table G_GNUC_UNUSED)
{
}

#ifndef ABI_WITHOUT_DECODER
void
sumac_abi_video_decoder (SumacVideoDecoderClass *table G_GNUC_UNUSED)
{
}
#endif
