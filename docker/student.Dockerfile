# The student's container (Z2): the runner, and nothing of the course. The worker sets the user, the limits and the
# environment. Build context: the folders assay_wire and assay_runner.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY --chmod=755 assay_wire /opt/venv/lib/python3.11/site-packages/assay_wire
COPY --chmod=755 assay_runner /opt/venv/lib/python3.11/site-packages/assay_runner
# pip itself is in no container; notebooks call it as a module and as a program, and get an answer. What fetches finds
# the course's data first (/opt/venv/bin is in front on the path), and hands on what needs no network. Every Python
# that a notebook starts reads its files as the notebook's own does.
RUN set -eu; \
  site=/opt/venv/lib/python3.11/site-packages; \
  mv "$site/assay_runner/pip_stand_in" "$site/pip"; \
  printf '#!/bin/sh\nexec /opt/venv/bin/python -m pip "$@"\n' >/opt/venv/bin/pip; \
  chmod 755 /opt/venv/bin/pip; \
  ln -s pip /opt/venv/bin/pip3; \
  /opt/venv/bin/python -c 'from assay_runner.root_folders import make_links; make_links()'; \
  for program in wget curl gdown git; do \
    printf '#!/bin/sh\nexec /opt/venv/bin/python -I -m assay_runner.data %s "$@"\n' "$program" >"/opt/venv/bin/$program"; \
    chmod 755 "/opt/venv/bin/$program"; \
  done; \
  echo 'import assay_runner.syntax.modules as _assay; _assay.read_scripts()' >"$site/assay_syntax.pth"; \
  /opt/venv/bin/python -m compileall -q "$site/assay_wire" "$site/assay_runner" "$site/pip"
ENTRYPOINT ["/opt/venv/bin/python", "-I", "-u", "-m", "assay_runner"]
