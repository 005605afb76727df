# SPDX-License-Identifier: LGPL-2.1-or-later
# What ./demo, ./check and .ci/run share: packages, progress, builds. To be sourced, from the
# top of the checkout.

# What building and running needs, and what the tests need beside it: names of Debian 12.
packages_run=(
  gcc gettext gobject-introspection gstreamer1.0-plugins-good gtk-update-icon-cache libc6-dev
  libcairo2-dev libegl1 libegl1-mesa-dev libepoxy-dev libgirepository1.0-dev libgl1-mesa-dri
  libglib2.0-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libgtk-3-dev
  libjpeg62-turbo-dev liblz4-dev libpixman-1-dev libpng-dev libspice-protocol-dev
  libspice-server-dev libssl-dev libxml2-utils meson ninja-build pkg-config zlib1g-dev
  fonts-dejavu-core
)
packages_test=(
  abigail-tools desktop-file-utils gi-docgen gir1.2-gtk-3.0 gstreamer1.0-libav
  gstreamer1.0-plugins-ugly appstream-util python3 python3-gi python3-gi-cairo xauth xdotool xvfb
)
packages_ci=(clang clang-format-14 git libclang-rt-14-dev)

started=$(date +%s)

# One line a step, with the seconds since the beginning.
step() {
  printf '\n[%4ds] %s\n' "$(($(date +%s) - started))" "$*"
}

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root for '$*'; run it as root or install sudo"
  fi
}

# install_packages NAME...: installs what is missing.
install_packages() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  step "installing ${#missing[@]} packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "${missing[@]}" \
    </dev/null >/dev/null
}

# build DIR [meson option...]: configures if need be, and builds.
build() {
  local dir=$1
  shift
  step "building in $dir"
  if [ -f "$dir/build.ninja" ]; then
    meson configure "$dir" "$@" >/dev/null
  else
    meson setup "$dir" "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; return 1; }
    rm -f "$dir.log"
  fi
  ninja -C "$dir" --quiet
}
