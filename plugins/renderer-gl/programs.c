/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "programs.h"

static const char *const version[2] = {
  "#version 150\n"
  "#define WITH_RING\n"
  "uniform samplerBuffer ring;\n",
  "#version 300 es\n"
  "precision highp float;\n"
  "precision highp int;\n"
  "precision highp sampler2D;\n",
};

static const char vertex_source[] =
    "in ivec4 corner;\n"
    "in ivec4 ds;\n"
    "in uint tint;\n"
    "uniform vec2 scale;\n"
    "flat out ivec4 d;\n"
    "flat out uint color;\n"
    "flat out int from;\n"
    "void main ()\n"
    "{\n"
    "  d = ds;\n"
    "  color = tint;\n"
    "  from = corner.z;\n"
    "  gl_Position = vec4 (vec2 (corner.xy) * scale - 1.0, 0.0, 1.0);\n"
    "}\n";

static const char fragment_head[] =
    "flat in ivec4 d;\n"
    "flat in uint color;\n"
    "flat in int from;\n"
    "uniform sampler2D pictures[8];\n"
    "uniform sampler2D mask;\n"
    "uniform sampler2D below;\n"
    "uniform ivec4 how[3];\n"
    "uniform int mask_use;\n"
    "out vec4 result;\n"
    "uvec4 bytes (vec4 v) { return uvec4 (v * 255.0 + 0.5); }\n"
    "uvec4 look (sampler2D from, ivec2 at) { return bytes (texelFetch (from, at, 0)); }\n"
    "uvec4 split (uint c) { return uvec4 (c, c >> 8, c >> 16, c >> 24) & 255u; }\n";

/* Where the pixel of a frame lies. The source's pixel whose middle is nearest, by whole numbers
 * that fit into 32 bits: draw_video sees to it. */
#define SPOT                                           \
  "ivec2 spot (ivec2 at)\n"                            \
  "{\n"                                                \
  "  ivec2 p = at + d.xy;\n"                           \
  "  return ivec2 (p.x, how[1].x + how[1].y * p.y);\n" \
  "}\n"
#define SPOT_SCALED                                                           \
  "ivec2 spot (ivec2 at)\n"                                                   \
  "{\n"                                                                       \
  "  uvec4 sizes = uvec4 (how[0]);\n"                                         \
  "  uvec2 p = (uvec2 (at + d.xy) * 2u + 1u) * sizes.zw / (sizes.xy * 2u);\n" \
  "  return ivec2 (int (p.x), how[1].x + how[1].y * int (p.y));\n"            \
  "}\n"

#define FRAME                                                                                     \
  "vec4 raw (ivec2 at)\n"                                                                         \
  "{\n"                                                                                           \
  "  return vec4 (texelFetch (pictures[0], spot (at), 0).rgb, vec4 (split (color)).a / 255.0);\n" \
  "}\n"

/* As the reference reckons it, with 5 bits behind the point of sums and 13 of factors. */
#define PLANES                                                                                 \
  "int look_at (ivec2 at) { return int (texelFetch (pictures[0], at, 0).r * 255.0 + 0.5); }\n" \
  "ivec2 halves (int v) { return ivec2 (v << 16, v) >> 16; }\n"                                \
  "vec4 raw (ivec2 at)\n"                                                                      \
  "{\n"                                                                                        \
  "  ivec2 p = spot (at);\n"                                                                   \
  "  ivec2 c = ivec2 ((p.x >> 1) * how[1].z, how[2].w + (p.y >> 1));\n"                        \
  "  int y = look_at (p) << 7;\n"                                                              \
  "  int u = (look_at (c) - 128) << 8;\n"                                                      \
  "  int v = (look_at (c + ivec2 (how[1].w, 0)) - 128) << 8;\n"                                \
  "  ivec2 luma = halves (how[2].x);\n"                                                        \
  "  ivec2 one = halves (how[2].y);\n"                                                         \
  "  ivec2 two = halves (how[2].z);\n"                                                         \
  "  int level = (y * luma.x >> 16) - luma.y + 16;\n"                                          \
  "  ivec3 bgr = ivec3 (u * two.y >> 16, (u * one.y >> 16) + (v * two.x >> 16),\n"             \
  "                     v * one.x >> 16);\n"                                                   \
  "  bgr = clamp ((bgr + level) >> 5, 0, 255);\n"                                              \
  "  return vec4 (vec3 (bgr), vec4 (split (color)).a) / 255.0;\n"                              \
  "}\n"

/* Textures can't be chosen by what is computed. */
#define FROM(n)                 \
  "  if (from == " #n " + 1)\n" \
  "    return texelFetch (pictures[" #n "], p, 0);\n"

#define FROM_RING                                          \
  "#ifdef WITH_RING\n"                                     \
  "  if (from == 8 + 1)\n"                                 \
  "    return texelFetch (ring, d.z + p.y * d.w + p.x);\n" \
  "#endif\n"

#define MANY                                                                                 \
  "vec4 raw (ivec2 at)\n"                                                                    \
  "{\n"                                                                                      \
  "  ivec2 p = at + d.xy;\n" FROM_RING FROM (0) FROM (1) FROM (2) FROM (3) FROM (4) FROM (5) \
      FROM (6) FROM (7) "  return vec4 (split (color)) / 255.0;\n"                           \
                        "}\n"

/* The pixel that is painted with. What is not computed with never leaves GL's own form. */
static const char *const paint_sources[N_PAINTS] = {
  [PAINT_COLOR] = "vec4 raw (ivec2 at) { return vec4 (split (color)) / 255.0; }\n",
  [PAINT_PICTURE] = "vec4 raw (ivec2 at) { return texelFetch (pictures[0], at + d.xy, 0); }\n",
  [PAINT_MANY] = MANY,
  [PAINT_TILE] = "vec4 raw (ivec2 at)\n"
                 "{\n"
                 "  return texelFetch (pictures[0], (at + d.xy) % how[0].zw + how[0].xy, 0);\n"
                 "}\n",
  [PAINT_NEAREST] = "vec4 raw (ivec2 at)\n"
                    "{\n"
                    "  ivec2 p = (d.xy + how[2].xy * at) >> 16;\n"
                    "  return texelFetch (pictures[0], p + how[0].xy, 0);\n"
                    "}\n",
  [PAINT_FRAME] = SPOT FRAME,
  [PAINT_FRAME_SCALED] = SPOT_SCALED FRAME,
  [PAINT_PLANES] = SPOT PLANES,
  [PAINT_PLANES_SCALED] = SPOT_SCALED PLANES,
};

static const char *const mix_sources[N_MIXES] = {
  [MIX_PLAIN] = "vec4 mixed (ivec2 at, vec4 s, uint m) { return s; }\n",
  [MIX_KEY] = "vec4 mixed (ivec2 at, vec4 s, uint m)\n"
              "{\n"
              "  if (bytes (s).rgb == split (color).rgb)\n"
              "    discard;\n"
              "  return s;\n"
              "}\n",
  [MIX_ROP] = "uvec4 minterm (int i) { return uvec4 (0u - (uint (how[1].x) >> i & 1u)); }\n"
              "vec4 mixed (ivec2 at, vec4 raw_a, uint m)\n"
              "{\n"
              "  uvec4 a = bytes (raw_a);\n"
              "  uvec4 b = look (below, at);\n"
              "  uvec4 r = (a & ((b & minterm (3)) | (~b & minterm (2))))\n"
              "            | (~a & ((b & minterm (1)) | (~b & minterm (0))));\n"
              "  return vec4 (r & 255u) / 255.0;\n"
              "}\n",
  [MIX_ROP3] = "uvec4 minterm (int i) { return uvec4 (0u - (uint (how[1].x) >> i & 1u)); }\n"
               "uvec4 two (uvec4 a, uvec4 b, int i)\n"
               "{\n"
               "  return (a & ((b & minterm (i + 3)) | (~b & minterm (i + 2))))\n"
               "         | (~a & ((b & minterm (i + 1)) | (~b & minterm (i))));\n"
               "}\n"
               "vec4 mixed (ivec2 at, vec4 raw_s, uint m)\n"
               "{\n"
               "  uvec4 s = bytes (raw_s);\n"
               "  uvec4 b = look (below, at);\n"
               "  uvec4 p = split (color);\n"
               "  uvec4 r = (p & two (s, b, 4)) | (~p & two (s, b, 0));\n"
               "  return vec4 (r & 255u) / 255.0;\n"
               "}\n",
  [MIX_BLEND] = "uvec4 times (uvec4 a, uint b)\n"
                "{\n"
                "  uvec4 t = a * b + 128u;\n"
                "  return (t + (t >> 8)) >> 8;\n"
                "}\n"
                "uint factor (int kind, uint s, uint b)\n"
                "{\n"
                "  uint f = (kind & 6) == 2 ? s : (kind & 6) == 4 ? b : 0u;\n"
                "  return (kind & 1) == 1 ? 255u - f : f;\n"
                "}\n"
                "vec4 mixed (ivec2 at, vec4 raw_s, uint m)\n"
                "{\n"
                "  uvec4 s = bytes (raw_s);\n"
                "  uvec4 b = look (below, at);\n"
                "  if ((how[1].z & 1) != 0)\n"
                "    s.a = 255u;\n"
                "  if ((how[1].z & 2) != 0)\n"
                "    b.a = 255u;\n"
                "  s = times (s, mask_use == 3 ? m : color >> 24);\n"
                "  uvec4 r = times (s, factor (how[1].x, s.a, b.a))\n"
                "            + times (b, factor (how[1].y, s.a, b.a));\n"
                "  r = min (r, uvec4 (255u));\n"
                "  if (how[1].w >= 0)\n"
                "    r.a = uint (how[1].w);\n"
                "  return vec4 (r) / 255.0;\n"
                "}\n",
  [MIX_TIDY] = "vec4 mixed (ivec2 at, vec4 s, uint m)\n"
               "{\n"
               "  if (look (below, how[0].xy).a != 255u)\n"
               "    discard;\n"
               "  return s;\n"
               "}\n",
};

/* The numbers of mask_use are those of MaskUse. */
static const char fragment_main[] =
    "void main ()\n"
    "{\n"
    "  ivec2 at = ivec2 (gl_FragCoord.xy);\n"
    "  uint m = 255u;\n"
    "  if (mask_use != 0)\n"
    "    m = look (mask, at + d.zw).a;\n"
    "  if ((mask_use == 1 && m < 128u) || (mask_use == 2 && m >= 128u))\n"
    "    discard;\n"
    "  result = mixed (at, raw (at), m);\n"
    "}\n";

/* Places of the vertex's fields, and of the uniforms that never change. */
static const char *const fields[] = { "corner", "ds", "tint" };

static const struct
{
  const char *name;
  GLint unit;
} samplers[] = { { "mask", UNIT_MASK }, { "below", UNIT_BELOW }, { "ring", UNIT_RING } };

static const GLint picture_units[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

/* So many has the text above. */
G_STATIC_ASSERT (G_N_ELEMENTS (picture_units) == N_PICTURES && N_PICTURES == 8);

static GLuint
compile (GLenum kind, const char *const *parts, GLsizei n)
{
  GLuint shader = glCreateShader (kind);
  GLint is_done = GL_FALSE;
  char log[512];

  glShaderSource (shader, n, parts, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &is_done);
  if (is_done)
    return shader;
  glGetShaderInfoLog (shader, sizeof log, NULL, log);
  g_warning ("the graphics driver does not understand a shader: %s", log);
  glDeleteShader (shader);
  return 0;
}

static GLuint
link_shaders (GLuint vertex, GLuint fragment)
{
  GLuint name = glCreateProgram ();
  GLint is_done = GL_FALSE;

  glAttachShader (name, vertex);
  glAttachShader (name, fragment);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    glBindAttribLocation (name, i, fields[i]);
  glLinkProgram (name);
  glGetProgramiv (name, GL_LINK_STATUS, &is_done);
  if (is_done)
    return name;
  g_warning ("the graphics driver can't link a shader");
  glDeleteProgram (name);
  return 0;
}

static void
make (Programs *programs, Program *program, Paint paint, Mix mix)
{
  const char *head = version[programs->is_es ? 1 : 0];
  const char *vertex_parts[] = { head, vertex_source };
  const char *fragment_parts[] = { head, fragment_head, paint_sources[paint], mix_sources[mix],
                                   fragment_main };
  GLuint vertex = compile (GL_VERTEX_SHADER, vertex_parts, G_N_ELEMENTS (vertex_parts));
  GLuint fragment = compile (GL_FRAGMENT_SHADER, fragment_parts, G_N_ELEMENTS (fragment_parts));

  if (vertex && fragment)
    program->name = link_shaders (vertex, fragment);
  glDeleteShader (vertex);
  glDeleteShader (fragment);
  program->is_broken = program->name == 0;
  if (program->is_broken)
    return;

  program->scale = glGetUniformLocation (program->name, "scale");
  program->how = glGetUniformLocation (program->name, "how");
  program->mask_use = glGetUniformLocation (program->name, "mask_use");
  programs_use (programs, program);
  glUniform1iv (glGetUniformLocation (program->name, "pictures"), N_PICTURES, picture_units);
  for (guint i = 0; i < G_N_ELEMENTS (samplers); i++)
    glUniform1i (glGetUniformLocation (program->name, samplers[i].name), samplers[i].unit);
}

void
programs_init (Programs *programs, gboolean is_es)
{
  *programs = (Programs){ .is_es = is_es };
}

void
programs_clear (Programs *programs)
{
  for (guint i = 0; i < N_PAINTS; i++)
    for (guint j = 0; j < N_MIXES; j++)
      glDeleteProgram (programs->table[i][j].name);
}

const Program *
programs_get (Programs *programs, Paint paint, Mix mix)
{
  Program *program = &programs->table[paint][mix];

  if (!program->name && !program->is_broken)
    make (programs, program, paint, mix);
  return program->is_broken ? NULL : program;
}

void
programs_use (Programs *programs, const Program *program)
{
  if (programs->used != program->name)
    glUseProgram (program->name);
  programs->used = program->name;
}

static gconstpointer
offset (gsize bytes)
{
  return (gconstpointer) bytes;
}

void
programs_describe_vertices (void)
{
  const GLsizei stride = sizeof (Vertex);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    glEnableVertexAttribArray (i);
  glVertexAttribIPointer (0, 4, GL_SHORT, stride, offset (G_STRUCT_OFFSET (Vertex, x)));
  glVertexAttribIPointer (1, 4, GL_INT, stride, offset (G_STRUCT_OFFSET (Vertex, source_d)));
  glVertexAttribIPointer (2, 1, GL_UNSIGNED_INT, stride,
                          offset (G_STRUCT_OFFSET (Vertex, color)));
}
