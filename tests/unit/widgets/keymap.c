/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/keymap.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sumac/inputs.h>

/* Code, name, scancode in hex, as a person reads it. */
static const char *const table[] = {
  "1 ESC 01",
  "2 1 02",
  "3 2 03",
  "4 3 04",
  "5 4 05",
  "6 5 06",
  "7 6 07",
  "8 7 08",
  "9 8 09",
  "10 9 0a",
  "11 0 0b",
  "12 MINUS 0c",
  "13 EQUAL 0d",
  "14 BACKSPACE 0e",
  "15 TAB 0f",
  "16 Q 10",
  "17 W 11",
  "18 E 12",
  "19 R 13",
  "20 T 14",
  "21 Y 15",
  "22 U 16",
  "23 I 17",
  "24 O 18",
  "25 P 19",
  "26 LEFTBRACE 1a",
  "27 RIGHTBRACE 1b",
  "28 ENTER 1c",
  "29 LEFTCTRL 1d",
  "30 A 1e",
  "31 S 1f",
  "32 D 20",
  "33 F 21",
  "34 G 22",
  "35 H 23",
  "36 J 24",
  "37 K 25",
  "38 L 26",
  "39 SEMICOLON 27",
  "40 APOSTROPHE 28",
  "41 GRAVE 29",
  "42 LEFTSHIFT 2a",
  "43 BACKSLASH 2b",
  "44 Z 2c",
  "45 X 2d",
  "46 C 2e",
  "47 V 2f",
  "48 B 30",
  "49 N 31",
  "50 M 32",
  "51 COMMA 33",
  "52 DOT 34",
  "53 SLASH 35",
  "54 RIGHTSHIFT 36",
  "55 KPASTERISK 37",
  "56 LEFTALT 38",
  "57 SPACE 39",
  "58 CAPSLOCK 3a",
  "59 F1 3b",
  "60 F2 3c",
  "61 F3 3d",
  "62 F4 3e",
  "63 F5 3f",
  "64 F6 40",
  "65 F7 41",
  "66 F8 42",
  "67 F9 43",
  "68 F10 44",
  "69 NUMLOCK 45",
  "70 SCROLLLOCK 46",
  "71 KP7 47",
  "72 KP8 48",
  "73 KP9 49",
  "74 KPMINUS 4a",
  "75 KP4 4b",
  "76 KP5 4c",
  "77 KP6 4d",
  "78 KPPLUS 4e",
  "79 KP1 4f",
  "80 KP2 50",
  "81 KP3 51",
  "82 KP0 52",
  "83 KPDOT 53",
  "84 (unnamed) 54",
  "85 ZENKAKUHANKAKU 76",
  "86 102ND 56",
  "87 F11 57",
  "88 F12 58",
  "89 RO 73",
  "90 KATAKANA 78",
  "91 HIRAGANA 77",
  "92 HENKAN 79",
  "93 KATAKANAHIRAGANA 70",
  "94 MUHENKAN 7b",
  "95 KPJPCOMMA 5c",
  "96 KPENTER e01c",
  "97 RIGHTCTRL e01d",
  "98 KPSLASH e035",
  "99 SYSRQ 54",
  "100 RIGHTALT e038",
  "101 LINEFEED 5b",
  "102 HOME e047",
  "103 UP e048",
  "104 PAGEUP e049",
  "105 LEFT e04b",
  "106 RIGHT e04d",
  "107 END e04f",
  "108 DOWN e050",
  "109 PAGEDOWN e051",
  "110 INSERT e052",
  "111 DELETE e053",
  "112 MACRO e06f",
  "113 MUTE e020",
  "114 VOLUMEDOWN e02e",
  "115 VOLUMEUP e030",
  "116 POWER e05e",
  "117 KPEQUAL 59",
  "118 KPPLUSMINUS e04e",
  "119 PAUSE e046",
  "120 SCALE e00b",
  "121 KPCOMMA 7e",
  "122 HANGEUL 72",
  "123 HANJA 71",
  "124 YEN 7d",
  "125 LEFTMETA e05b",
  "126 RIGHTMETA e05c",
  "127 COMPOSE e05d",
  "128 STOP e068",
  "129 AGAIN e005",
  "130 PROPS e006",
  "131 UNDO e007",
  "132 FRONT e00c",
  "133 COPY e078",
  "134 OPEN 64",
  "135 PASTE 65",
  "136 FIND e041",
  "137 CUT e03c",
  "138 HELP e075",
  "139 MENU e01e",
  "140 CALC e021",
  "141 SETUP 66",
  "142 SLEEP e05f",
  "143 WAKEUP e063",
  "144 FILE 67",
  "145 SENDFILE 68",
  "146 DELETEFILE 69",
  "147 XFER e013",
  "148 PROG1 e01f",
  "149 PROG2 e017",
  "150 WWW e002",
  "151 MSDOS 6a",
  "152 SCREENLOCK e012",
  "153 DIRECTION 6b",
  "154 CYCLEWINDOWS e026",
  "155 MAIL e06c",
  "156 BOOKMARKS e066",
  "157 COMPUTER e06b",
  "158 BACK e06a",
  "159 FORWARD e069",
  "160 CLOSECD e023",
  "161 EJECTCD 6c",
  "162 EJECTCLOSECD e07d",
  "163 NEXTSONG e019",
  "164 PLAYPAUSE e022",
  "165 PREVIOUSSONG e010",
  "166 STOPCD e024",
  "167 RECORD e031",
  "168 REWIND e018",
  "169 PHONE 63",
  "171 CONFIG e001",
  "172 HOMEPAGE e032",
  "173 REFRESH e067",
  "176 EDIT e008",
  "177 SCROLLUP 75",
  "178 SCROLLDOWN e00f",
  "179 KPLEFTPAREN e076",
  "180 KPRIGHTPAREN e07b",
  "181 NEW e009",
  "182 REDO e00a",
  "183 F13 5d",
  "184 F14 5e",
  "185 F15 5f",
  "186 F16 55",
  "187 F17 e003",
  "188 F18 e077",
  "189 F19 e004",
  "190 F20 5a",
  "191 F21 74",
  "192 F22 e079",
  "193 F23 6d",
  "194 F24 6f",
  "195 (unnamed) e015",
  "196 (unnamed) e016",
  "197 (unnamed) e01a",
  "198 (unnamed) e01b",
  "199 (unnamed) e027",
  "200 PLAYCD e028",
  "201 PAUSECD e029",
  "202 PROG3 e02b",
  "203 PROG4 e02c",
  "204 DASHBOARD e02d",
  "205 SUSPEND e025",
  "206 CLOSE e02f",
  "207 PLAY e033",
  "208 FASTFORWARD e034",
  "209 BASSBOOST e036",
  "210 PRINT e039",
  "211 HP e03a",
  "212 CAMERA e03b",
  "213 SOUND e03d",
  "214 QUESTION e03e",
  "215 EMAIL e03f",
  "216 CHAT e040",
  "217 SEARCH e065",
  "218 CONNECT e042",
  "219 FINANCE e043",
  "220 SPORT e044",
  "221 SHOP e045",
  "222 ALTERASE e014",
  "223 CANCEL e04a",
  "224 BRIGHTNESSDOWN e04c",
  "225 BRIGHTNESSUP e054",
  "226 MEDIA e06d",
  "227 SWITCHVIDEOMODE e056",
  "228 KBDILLUMTOGGLE e057",
  "229 KBDILLUMDOWN e058",
  "230 KBDILLUMUP e059",
  "231 SEND e05a",
  "232 REPLY e064",
  "233 FORWARDMAIL e00e",
  "234 SAVE e055",
  "235 DOCUMENTS e070",
  "236 BATTERY e071",
  "237 BLUETOOTH e072",
  "238 WLAN e073",
  "239 UWB e074",
};

#define N_CODES 236

typedef struct
{
  guint code;
  guint scancode;
} Row;

static Row
read_row (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  return (Row){
    .code = (guint) strtoul (words[0], NULL, 10),
    .scancode = (guint) strtoul (words[2], NULL, 16),
  };
}

static void
test_each_code (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (table), ==, N_CODES);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      Row row = read_row (table[i]);

      g_assert_cmphex (sumac_keymap_from_evdev (row.code), ==, row.scancode);
      g_assert_cmphex (sumac_keymap_from_hardware (row.code + 8), ==, row.scancode);
    }
}

static gboolean
is_in_table (guint code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (read_row (table[i]).code == code)
      return TRUE;
  return FALSE;
}

static void
test_other_codes_have_none (void)
{
  guint n = 0;

  for (guint code = 0; code < 1024; code++)
    if (!is_in_table (code))
      {
        g_assert_cmphex (sumac_keymap_from_evdev (code), ==, 0);
        n++;
      }
  g_assert_cmpuint (n, ==, 1024 - N_CODES);
  g_assert_cmphex (sumac_keymap_from_evdev (G_MAXUINT), ==, 0);
}

static void
test_hardware_codes_below_the_offset (void)
{
  for (guint keycode = 0; keycode < 9; keycode++)
    g_assert_cmphex (sumac_keymap_from_hardware (keycode), ==, 0);
  g_assert_cmphex (sumac_keymap_from_hardware (G_MAXUINT), ==, 0);
}

static void
test_form (void)
{
  for (guint code = 0; code < SUMAC_N_KEYMAP_CODES; code++)
    {
      guint scancode = sumac_keymap_from_evdev (code);

      if (scancode == 0)
        continue;
      g_assert_cmphex (scancode & 0x80, ==, 0);
      g_assert_cmphex (scancode & 0x7f, !=, 0);
      g_assert_cmphex (scancode & ~0x7fu, ==, scancode > 0xff ? 0xe000 : 0);
    }
}

static void
test_only_print_is_shared (void)
{
  guint n_shared = 0;

  for (guint a = 0; a < SUMAC_N_KEYMAP_CODES; a++)
    for (guint b = a + 1; b < SUMAC_N_KEYMAP_CODES; b++)
      if (sumac_keymap_from_evdev (a) != 0 &&
          sumac_keymap_from_evdev (a) == sumac_keymap_from_evdev (b))
        {
          g_assert_cmpuint (a, ==, 84);
          g_assert_cmpuint (b, ==, 99);
          n_shared++;
        }
  g_assert_cmpuint (n_shared, ==, 1);
}

static void
test_pause (void)
{
  g_assert_cmphex (sumac_keymap_from_evdev (119), ==, SUMAC_SCANCODE_PAUSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keymap/each-code-has-its-scancode", test_each_code);
  g_test_add_func ("/keymap/other-codes-have-none", test_other_codes_have_none);
  g_test_add_func ("/keymap/hardware-codes-below-the-offset-have-none",
                   test_hardware_codes_below_the_offset);
  g_test_add_func ("/keymap/scancodes-are-seven-bits-plain-or-extended", test_form);
  g_test_add_func ("/keymap/only-print-is-shared", test_only_print_is_shared);
  g_test_add_func ("/keymap/pause-has-its-name", test_pause);
  return g_test_run ();
}
