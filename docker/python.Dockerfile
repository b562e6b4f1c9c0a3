# What the student's and the checker's container have in common: Debian, the tools that notebooks call, and the
# packages of requirements.txt in /opt/venv. Large and rarely changed, so an image of its own, built and stored once;
# no course material and no code of Assay's.
#
# Build context: requirements.txt and wheels/, a folder with the CPU wheel of torch, or empty where this machine has
# none. Secrets, for the build alone: `ca`, the host's CA bundle; `pip`, a pip.conf.
FROM debian:bookworm-slim AS system

# fonts-dejavu-core is for Pillow and SVG, fonts-liberation for plots that name Arial or Helvetica, as Colab has it;
# matplotlib brings its own. procps is ps and free. The locale is Colab's. Every user id that a sandbox may have
# (src/sandbox/create.ts) has an entry in passwd, for whoami, getpass and what else asks who runs. The set-user-id bits
# go in the same layer: no process in these containers ever changes its user.
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    bash coreutils curl file fonts-dejavu-core fonts-liberation git less locales procps python3 tar tree unzip wget zip \
  && localedef -i en_US -f UTF-8 en_US.UTF-8 \
  && seq 20000 59999 | sed 's|.*|student:x:&:&::/home/student:/bin/bash|' >>/etc/passwd \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log /usr/share/locale/*/LC_MESSAGES \
  && find / -xdev -type f -perm /6000 -exec chmod ug-s {} +

# pip lives in this stage alone: the containers have no network, and the runner answers `pip install` by itself. Its
# certificates are for a host that has none to lend.
FROM system AS pip
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates python3-venv \
  && python3 -m venv /opt/pip \
  && cp /etc/ssl/certs/ca-certificates.crt /opt/pip/

FROM system
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

# Only wheels, since an sdist would run its own set-up code; --no-deps with `pip check` shows that the lock is whole.
# torch comes first, from its own index alone, which is asked for nothing else.
# torch/test holds the C++ tests of torch, 80 MB, and tornado/test a certificate; py312_* are files of torch's in the syntax of a newer Python, which do
# not compile here. matplotlib's list of fonts goes to share/matplotlib, for whoever starts a container to copy into its
# MPLCONFIGDIR: matplotlib takes only a folder that it can write to. torchvision's meta registrations go, since they ask
# for its compiled operators, which the CPU torch has not: without them it imports, for every importer.
RUN --mount=type=bind,from=pip,source=/opt/pip,target=/run/build/pip \
  --mount=type=bind,source=requirements.txt,target=/run/build/requirements.txt \
  --mount=type=bind,source=wheels,target=/run/build/wheels \
  --mount=type=secret,id=ca,target=/run/build/ca.crt \
  --mount=type=secret,id=pip,target=/run/build/pip.conf \
  set -eu; \
  export PIP_CERT=/run/build/pip/ca-certificates.crt; \
  if [ -s /run/build/ca.crt ]; then PIP_CERT=/run/build/ca.crt; fi; \
  export PIP_CONFIG_FILE=/run/build/pip.conf PIP_DISABLE_PIP_VERSION_CHECK=1; \
  python3 -m venv --without-pip /opt/venv; \
  pip() { /run/build/pip/bin/python -m pip --python /opt/venv/bin/python "$@"; }; \
  wheels() { pip install --no-cache-dir --no-compile --only-binary :all: --no-deps "$@"; }; \
  torch=$(grep '^torch==' /run/build/requirements.txt); \
  if ls /run/build/wheels/torch-*.whl >/dev/null 2>&1; \
  then wheels --no-index --find-links /run/build/wheels "$torch"; \
  else wheels --index-url "$TORCH_INDEX" "$torch"; fi; \
  wheels -r /run/build/requirements.txt; \
  pip check; \
  python=/opt/venv/bin/python; \
  $python -B -c 'import torch; assert torch.version.cuda is None, torch.__version__'; \
  echo '# Empty: see python.Dockerfile.' >/opt/venv/lib/python3.11/site-packages/torchvision/_meta_registrations.py; \
  $python -B -W error::UserWarning -c 'import torchvision.transforms.v2, torchvision.models, torchvision.datasets'; \
  rm -r /opt/venv/lib/python3.11/site-packages/torch/test /opt/venv/lib/python3.11/site-packages/tornado/test; \
  MPLCONFIGDIR=/opt/venv/share/matplotlib $python -B -c 'import matplotlib.pyplot'; \
  $python -m compileall -q -j 0 -x '/py312_' /opt/venv/lib

ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin LANG=en_US.UTF-8
WORKDIR /content
