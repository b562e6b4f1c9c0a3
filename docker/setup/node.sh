# Node.js, the project's packages, and its compiled code.

# missing_node: prints what is missing, if anything.
missing_node() {
  if ! has node || ! has npm; then
    echo 'Node.js 20.19 or newer, with npm: https://nodejs.org/en/download'
  elif ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "Node.js 20.19 or newer (this is $(node --version)): https://nodejs.org/en/download"
  fi
}

# better-sqlite3 is compiled where its ready-made binary cannot be fetched.
compiler_packages=(g++ make python3)

has_compiler() { has g++ && has make && has python3; }

missing_compiler() {
  if has node && ! node_modules_current && ! has_compiler; then
    echo "a C++ compiler, for the Node.js packages: sudo apt-get install ${compiler_packages[*]}"
  fi
}

ensure_compiler() {
  local prefix
  if ! has_compiler; then step 'installed a C++ compiler, for the Node.js packages' apt_install "${compiler_packages[@]}"; fi
  # Node.js's headers, where this machine has them: without them they would be fetched.
  prefix=$(dirname "$(dirname "$(command -v node)")")
  if [ -r "$prefix/include/node/node_api.h" ]; then export npm_config_nodedir=$prefix; fi
}

# The stamp names the lock file and the Node.js that compiled modules were built for; it lies in node_modules, so that
# it goes when that folder goes.
node_modules_stamp() {
  node -e '
    const lock = require("node:fs").readFileSync(process.argv[1]);
    const digest = require("node:crypto").createHash("sha256").update(lock).digest("hex");
    console.log(digest, process.versions.modules, process.arch);
  ' "$package_dir/package-lock.json"
}

node_modules_current() { [ "$(cat "$package_dir/node_modules/.assay-stamp" 2>/dev/null)" = "$(node_modules_stamp)" ]; }

install_node_modules() {
  if node_modules_current; then return; fi
  ensure_compiler
  say 'installing the Node.js packages, about 2 minutes …'
  step 'installed the Node.js packages of package-lock.json' npm --prefix "$package_dir" ci --no-audit --no-fund
  node_modules_stamp >"$package_dir/node_modules/.assay-stamp"
}

# `tsc` writes its build info even where it finds errors, so a stamp of our own says that a build succeeded. It gets the
# time of the build's begin: a file saved during the build is newer.
build_typescript() {
  local stamp="$package_dir/dist/.assay-built" begin changed
  if [ -e "$stamp" ]; then
    changed=$(find "$package_dir"/src "$package_dir"/tsconfig*.json "$package_dir"/package-lock.json -newer "$stamp" -print -quit)
    if [ -z "$changed" ]; then return; fi
  fi
  begin=$(mktemp)
  step 'compiled the TypeScript sources' npm --prefix "$package_dir" run --silent build
  mkdir -p "$package_dir/dist"
  touch -r "$begin" "$stamp"
  rm -f "$begin"
}
