# Sourced by the scripts that print the path of an executable; it does the work for one that has set
#   name             the executable, as on the PATH
#   folder           where it is in the package; usr/bin unless said otherwise
#   override         the variable that names an executable instead
#   package          Debian's package that has it
#   also             further packages that it cannot do without; a script that finds their libraries is printed then
#   package_version  the one that is needed; empty for whichever the release has
#   suite            the release of Debian that has it
#   sha256           the sum of that version's file, by architecture; empty where apt's signatures are to vouch alone

version=${package_version%%[-+]*}
folder=${folder:-usr/bin}

fail() {
  echo "$1" >&2
  exit 1
}

# The archives that apt already uses, one "URI<tab>keyring" a line, from *.sources (deb822) and *.list (one line each).
archives() {
  local parts='/etc/apt/sources.list.d' main='/etc/apt/sources.list'
  eval "$(apt-config shell parts Dir::Etc::sourceparts/d main Dir::Etc::sourcelist/f)"
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-none}")
  {
    find "$parts" -maxdepth 1 -name '*.sources' -exec awk 1 {} + 2>/dev/null | deb822
    cat "$main" "$parts"/*.list 2>/dev/null | one_line
  } | awk -F '\t' -v codename="$codename" -v suite="$suite" '
      {
        count = split($2, suites, " ")
        for (i = 1; i <= count; i++)
          if (suites[i] ~ "^(" codename "|" suite "|(old)*stable|testing|sid|unstable)$") {
            uris = split($1, uri, " ")
            for (u = 1; u <= uris; u++) if (!seen[uri[u]]++ && uri[u] !~ /^cdrom:/) print uri[u] "\t" $3
            next
          }
      }'
}

# Files are joined by nothing, so a stanza also ends where the next one names its types.
deb822() {
  awk '
    function flush() {
      if (types ~ /(^| )deb( |$)/ && tolower(field["enabled"]) != "no" && field["components"] ~ /(^| )main( |$)/)
        print trim(field["uris"]) "\t" trim(field["suites"]) "\t" trim(field["signed-by"])
      delete field; types = ""; name = ""
    }
    function trim(text) { gsub(/^ +| +$/, "", text); return text }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^[ \t]/ { gsub(/[ \t]+/, " "); field[name] = field[name] $0; next }
    {
      colon = index($0, ":"); name = tolower(substr($0, 1, colon - 1))
      if (name == "types") { flush(); name = "types" }
      value = substr($0, colon + 1); gsub(/[ \t]+/, " ", value); field[name] = value
      if (name == "types") types = value
    }
    END { flush() }'
}

one_line() {
  awk '
    /^[ \t]*deb[ \t]/ {
      sub(/#.*/, ""); keyring = ""
      if (match($0, /\[[^]]*\]/)) {
        options = substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, 1, RSTART - 1) " " substr($0, RSTART + RLENGTH)
        if (match(options, /signed-by=[^ \t]+/)) keyring = substr(options, RSTART + 10, RLENGTH - 10)
      }
      for (i = 4; i <= NF; i++) if ($i == "main") { print $2 "\t" $3 "\t" keyring; next }
    }'
}

# Downloads the package from one archive into the folder $1. apt works on a state of its own, inside that folder.
download() {
  local work=$1 uri=$2 keyring=$3 arch=$4 options="arch=$4"
  # A key that is written out in the source, rather than in a file, does not fit on one line: apt's trusted keys serve.
  [[ $keyring == /* && -r $keyring ]] && options+=" signed-by=$keyring"
  mkdir -p "$work"/state/lists/partial "$work"/cache/archives/partial
  : >"$work/status"
  echo "deb [$options] $uri $suite main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
// What the system does after its own updates is not meant for this one.
#clear APT::Update;
#clear DPkg::Post-Invoke;
CONF
  (
    cd "$work"
    # Words on purpose: a list of packages.
    # shellcheck disable=SC2086
    apt-get -q -c apt.conf update && apt-get -q -c apt.conf download "$package${package_version:+=$package_version}" ${also:-}
  ) >"$work/log" 2>&1 || return 1
  mv "$work/${package}"_*.deb "$work/$package.deb"
  [[ -z $package_version ]] || echo "${sha256[$arch]}  $work/$package.deb" | sha256sum --check --status
}

# Puts a script in front of the executable that lets it find the libraries that were unpacked with it.
with_libraries() {
  local program=$1/$folder/$name
  local real
  real=$(readlink -f "$program")
  mkdir -p "$1/usr/lib/operable"
  cp "$real" "$1/usr/lib/operable/$name"
  rm -f "$program"
  cat >"$program" <<'SCRIPT'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries=$(echo "$here"/../lib/*-linux-gnu* | tr ' ' ':')
LD_LIBRARY_PATH=$libraries exec "$here/../lib/operable/$(basename "$0")" "$@"
SCRIPT
  chmod +x "$program"
}

if [[ -n ${!override:-} ]]; then
  [[ -x ${!override} && ! -d ${!override} ]] ||
    fail "$override is \"${!override}\", which is no executable file: name a $name executable, or unset it."
  echo "${!override}"
  exit 0
fi

if on_path=$(command -v "$name"); then
  echo "$on_path"
  exit 0
fi

install_it="$name is not installed and could not be had from apt: install it so that it is on the PATH, or set $override to its executable."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/operable
home=$cache/$name-${version:-$suite}
if [[ ! -x $home/$folder/$name ]]; then
  for tool in apt-get apt-config dpkg dpkg-deb sha256sum awk; do
    command -v "$tool" >/dev/null || fail "$install_it"
  done
  arch=$(dpkg --print-architecture)
  [[ -z $package_version || -n ${sha256[$arch]:-} ]] || fail "$install_it"
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/$name-download.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  while IFS=$'\t' read -r uri keyring; do
    if download "$work" "$uri" "${keyring:-}" "$arch" </dev/null; then
      for file in "$work"/*.deb; do dpkg-deb -x "$file" "$work/root"; done
      [[ -z ${also:-} ]] || with_libraries "$work/root"
      # One rename, so that nobody sees half of it; when another run was first, its copy is as good.
      mv -T "$work/root" "$home" 2>/dev/null || [[ -x $home/$folder/$name ]] || fail "$home is in the way: remove it."
      break
    fi
  done < <(archives)
fi
[[ -x $home/$folder/$name ]] || fail "$install_it"
echo "$home/$folder/$name"
