# What nothing but tests needs: Debian's Chromium, which opens the pages, and Python's venv, into which the tests put
# JupyterLab. Ubuntu's package `chromium` is a shell around a snap, which does not run everywhere: any program of that
# name is taken as it is.

can_make_venv() { has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }

missing_testing() {
  if ! has chromium; then echo 'chromium, for tests: sudo apt-get install chromium fonts-dejavu-core'; fi
  if ! can_make_venv; then echo 'python3-venv, for tests: sudo apt-get install python3-venv'; fi
}

ensure_testing() {
  if ! has chromium; then
    say 'installing chromium, half a minute or more …'
    step 'installed chromium, for tests' apt_install chromium fonts-dejavu-core
  fi
  if ! can_make_venv; then step 'installed python3-venv, for tests' apt_install python3-venv; fi
}
