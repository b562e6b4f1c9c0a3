# What `assay written` prints with: Debian's Chromium, and fonts with letters and with mathematics.

has_fonts() { has fc-list && [[ $(fc-list) == *DejaVuMathTeXGyre* ]]; }

missing_printing() {
  if ! has chromium || ! has_fonts; then
    echo 'chromium and fonts, for printing: sudo apt-get install chromium fontconfig fonts-dejavu-core fonts-dejavu-extra'
  fi
}

ensure_printing() {
  if has chromium && has_fonts; then return; fi
  say 'installing chromium and fonts, half a minute or more …'
  step 'installed chromium and fonts, for printing' apt_install chromium fontconfig fonts-dejavu-core fonts-dejavu-extra
}
