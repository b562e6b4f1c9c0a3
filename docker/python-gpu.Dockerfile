# What the student's container is made from on machines with NVIDIA GPUs: python.Dockerfile's image with torch's CUDA
# build and the CUDA libraries that it names. The driver comes from the host, by the NVIDIA Container Toolkit. 6 GB.
#
# Build context: requirements.txt. Secrets as in python.Dockerfile.
ARG PYTHON_IMAGE
FROM debian:bookworm-slim AS pip
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates python3-venv \
  && python3 -m venv /opt/pip \
  && cp /etc/ssl/certs/ca-certificates.crt /opt/pip/

FROM ${PYTHON_IMAGE}
# torch names the exact versions of its CUDA libraries itself, so that they need no lock of ours; what else is installed
# stays as requirements.txt has it.
RUN --mount=type=bind,from=pip,source=/opt/pip,target=/run/build/pip \
  --mount=type=bind,source=requirements.txt,target=/run/build/requirements.txt \
  --mount=type=secret,id=ca,target=/run/build/ca.crt \
  --mount=type=secret,id=pip,target=/run/build/pip.conf \
  set -eu; \
  export PIP_CERT=/run/build/pip/ca-certificates.crt; \
  if [ -s /run/build/ca.crt ]; then PIP_CERT=/run/build/ca.crt; fi; \
  export PIP_CONFIG_FILE=/run/build/pip.conf PIP_DISABLE_PIP_VERSION_CHECK=1; \
  pip() { /run/build/pip/bin/python -m pip --python /opt/venv/bin/python "$@"; }; \
  grep -v '^torch==' /run/build/requirements.txt >/tmp/others.txt; \
  torch=$(sed -n 's/^\(torch==[0-9.]*\).*/\1/p' /run/build/requirements.txt); \
  pip uninstall --yes torch; \
  pip install --no-cache-dir --no-compile --only-binary :all: --constraint /tmp/others.txt "$torch"; \
  rm /tmp/others.txt; \
  pip check; \
  python=/opt/venv/bin/python; \
  $python -B -c 'import torch; assert torch.version.cuda is not None, torch.__version__'; \
  rm -rf "$($python -B -c 'import torch; print(torch.__path__[0])')/test"; \
  $python -m compileall -q -j 0 -x '/py312_' /opt/venv/lib
