/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/gl-paint.h"

static const char *const versions[] = {
  "#version 150\n",
  "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n",
};

/* One triangle that is larger than all. */
static const char vertex_source[] =
    "void main ()\n"
    "{\n"
    "  gl_Position = vec4 (gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0,\n"
    "                      0.0, 1.0);\n"
    "}\n";

/* How a pixel comes about. */
typedef enum
{
  FILTER_NEAREST,
  FILTER_LINEAR,
  FILTER_AREA,
} Filter;

/* Pixels are looked up by their place, so that whole ones are exact on every card. */
static const char fragment_source[] =
    "uniform sampler2D picture;\n"
    "uniform ivec2 origin;\n"
    "uniform int height;\n"
    "uniform ivec4 place;\n"
    "uniform ivec2 guest;\n"
    "uniform int filter_;\n"
    "out vec4 result;\n"
    "vec3 look (ivec2 at)\n"
    "{\n"
    "  return texelFetch (picture, clamp (at, ivec2 (0), guest - 1), 0).bgr;\n"
    "}\n"
    "vec3 linear (ivec2 at)\n"
    "{\n"
    "  vec2 middle = (vec2 (at) + 0.5) * vec2 (guest) / vec2 (place.zw) - 0.5;\n"
    "  ivec2 first = ivec2 (floor (middle));\n"
    "  vec2 share = middle - vec2 (first);\n"
    "  vec3 top = mix (look (first), look (first + ivec2 (1, 0)), share.x);\n"
    "  vec3 bottom = mix (look (first + ivec2 (0, 1)), look (first + ivec2 (1, 1)), share.x);\n"
    "  return mix (top, bottom, share.y);\n"
    "}\n"
    "vec3 area (ivec2 at)\n"
    "{\n"
    "  vec2 from = vec2 (at) * vec2 (guest) / vec2 (place.zw);\n"
    "  vec2 to = vec2 (at + 1) * vec2 (guest) / vec2 (place.zw);\n"
    "  ivec2 first = ivec2 (floor (from));\n"
    "  ivec2 last = ivec2 (ceil (to)) - 1;\n"
    "  vec3 sum = vec3 (0.0);\n"
    "  float all = 0.0;\n"
    "  for (int y = first.y; y <= last.y; y++)\n"
    "    for (int x = first.x; x <= last.x; x++)\n"
    "      {\n"
    "        vec2 place = vec2 (x, y);\n"
    "        vec2 side = min (to, place + 1.0) - max (from, place);\n"
    "        float share = max (side.x, 0.0) * max (side.y, 0.0);\n"
    "        sum += look (ivec2 (x, y)) * share;\n"
    "        all += share;\n"
    "      }\n"
    "  return sum / all;\n"
    "}\n"
    "void main ()\n"
    "{\n"
    "  ivec2 at = ivec2 (int (gl_FragCoord.x), height - 1 - int (gl_FragCoord.y)) + origin\n"
    "             - place.xy;\n"
    "  vec3 colour = vec3 (0.0);\n"
    "  if (all (greaterThanEqual (at, ivec2 (0))) && all (lessThan (at, place.zw)))\n"
    "    {\n"
    "      if (filter_ == 0)\n"
    "        colour = look (at * guest / place.zw);\n"
    "      else if (filter_ == 1)\n"
    "        colour = linear (at);\n"
    "      else\n"
    "        colour = area (at);\n"
    "    }\n"
    "  result = vec4 (colour, 1.0);\n"
    "}\n";

static GLuint
compile (GLenum kind, const char *source)
{
  const char *parts[] = { versions[epoxy_is_desktop_gl () ? 0 : 1], source };
  GLuint shader = glCreateShader (kind);
  GLint is_done = GL_FALSE;
  char log[512] = "";

  glShaderSource (shader, G_N_ELEMENTS (parts), parts, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &is_done);
  if (is_done)
    return shader;
  glGetShaderInfoLog (shader, sizeof log, NULL, log);
  g_debug ("display: the graphics driver does not understand a shader: %s", log);
  glDeleteShader (shader);
  return 0;
}

static GLuint
link_program (void)
{
  GLuint vertex = compile (GL_VERTEX_SHADER, vertex_source);
  GLuint fragment = compile (GL_FRAGMENT_SHADER, fragment_source);
  GLuint program = glCreateProgram ();
  GLint is_done = GL_FALSE;

  if (vertex && fragment)
    {
      glAttachShader (program, vertex);
      glAttachShader (program, fragment);
      glLinkProgram (program);
      glGetProgramiv (program, GL_LINK_STATUS, &is_done);
    }
  glDeleteShader (vertex);
  glDeleteShader (fragment);
  if (is_done)
    return program;
  glDeleteProgram (program);
  return 0;
}

gboolean
sumac_gl_paint_init (SumacGlPaint *paint)
{
  *paint = (SumacGlPaint){ .program = link_program () };
  if (!paint->program)
    return FALSE;
  glGenVertexArrays (1, &paint->array);
  paint->origin = glGetUniformLocation (paint->program, "origin");
  paint->height = glGetUniformLocation (paint->program, "height");
  paint->place = glGetUniformLocation (paint->program, "place");
  paint->guest = glGetUniformLocation (paint->program, "guest");
  paint->filter = glGetUniformLocation (paint->program, "filter_");
  return TRUE;
}

void
sumac_gl_paint_clear (SumacGlPaint *paint)
{
  glDeleteProgram (paint->program);
  glDeleteVertexArrays (1, &paint->array);
}

static Filter
filter_of (const SumacGeometry *geometry)
{
  if (sumac_geometry_fidelity (geometry) != SUMAC_FIDELITY_SMOOTH)
    return FILTER_NEAREST;
  return geometry->width < geometry->guest_width || geometry->height < geometry->guest_height
             ? FILTER_AREA
             : FILTER_LINEAR;
}

void
sumac_gl_paint_draw (const SumacGlPaint *paint,
                     GLuint texture,
                     const SumacGeometry *geometry,
                     const SumacRect *part)
{
  gint width = sumac_rect_width (part);
  gint height = sumac_rect_height (part);

  glViewport (0, 0, width, height);
  glUseProgram (paint->program);
  glBindVertexArray (paint->array);
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, texture);
  glUniform2i (paint->origin, part->left, part->top);
  glUniform1i (paint->height, height);
  glUniform4i (paint->place, geometry->x, geometry->y, geometry->width, geometry->height);
  glUniform2i (paint->guest, geometry->guest_width, geometry->guest_height);
  glUniform1i (paint->filter, filter_of (geometry));
  glDrawArrays (GL_TRIANGLES, 0, 3);
}
