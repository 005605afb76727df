/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac plugins test: whether a plug-in keeps its contract. */

#pragma once

/* As a verb's run: @argv[0] is the program's name. */
int sumac_plugins_test (int argc, char **argv);
