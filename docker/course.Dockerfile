# What a course's own images are made from: assay-python, or assay-python-gpu, with the packages that course.yaml names.
# The student's, the checker's and the validator's are built on it as they are on those.
#
# Build context: requirements.txt, Assay's own; wishes.txt, what course.yaml names; lock.txt, what its lock adds, empty
# for the stage `lock`; debian.txt. Secrets as in python.Dockerfile.
ARG PYTHON_IMAGE
# The stage of that name of python.Dockerfile.
ARG PIP_IMAGE
FROM ${PIP_IMAGE} AS pip

# Resolves the wishes: /lock.txt names what they add, one name==version a line. Nothing of Assay's changes its version.
FROM ${PYTHON_IMAGE} AS lock
RUN --mount=type=bind,from=pip,source=/opt/pip,target=/run/build/pip \
  --mount=type=bind,source=requirements.txt,target=/run/build/requirements.txt \
  --mount=type=bind,source=wishes.txt,target=/run/build/wishes.txt \
  --mount=type=secret,id=ca,target=/run/build/ca.crt \
  --mount=type=secret,id=pip,target=/run/build/pip.conf \
  set -eu; \
  export PIP_CERT=/run/build/pip/ca-certificates.crt; \
  if [ -s /run/build/ca.crt ]; then PIP_CERT=/run/build/ca.crt; fi; \
  export PIP_CONFIG_FILE=/run/build/pip.conf PIP_DISABLE_PIP_VERSION_CHECK=1; \
  /run/build/pip/bin/python -m pip --python /opt/venv/bin/python install --dry-run --report /report.json \
    --no-cache-dir --only-binary :all: --constraint /run/build/requirements.txt --requirement /run/build/wishes.txt; \
  python3 -c 'import json; added = [one["metadata"] for one in json.load(open("/report.json"))["install"]]; \
print(*sorted("{name}=={version}".format_map(one) for one in added), sep="\n")' >/lock.txt

FROM ${PYTHON_IMAGE}
# A name that Debian has not got would be a pattern to apt, so each is looked for first. The set-user-id bits go in the
# same layer.
RUN --mount=type=bind,source=debian.txt,target=/run/build/debian.txt \
  set -eu; \
  if [ -s /run/build/debian.txt ]; then \
    apt-get update; \
    apt-cache pkgnames >/tmp/names.txt; \
    while read -r name; do \
      grep -qxF -e "$name" /tmp/names.txt || { echo "Debian has no package $name"; exit 1; }; \
    done </run/build/debian.txt; \
    DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends -- </run/build/debian.txt; \
    rm -rf /tmp/names.txt /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log; \
    find / -xdev -type f -perm /6000 -exec chmod ug-s {} +; \
  fi
RUN --mount=type=bind,from=pip,source=/opt/pip,target=/run/build/pip \
  --mount=type=bind,source=lock.txt,target=/run/build/lock.txt \
  --mount=type=secret,id=ca,target=/run/build/ca.crt \
  --mount=type=secret,id=pip,target=/run/build/pip.conf \
  set -eu; \
  export PIP_CERT=/run/build/pip/ca-certificates.crt; \
  if [ -s /run/build/ca.crt ]; then PIP_CERT=/run/build/ca.crt; fi; \
  export PIP_CONFIG_FILE=/run/build/pip.conf PIP_DISABLE_PIP_VERSION_CHECK=1; \
  pip() { /run/build/pip/bin/python -m pip --python /opt/venv/bin/python "$@"; }; \
  if [ -s /run/build/lock.txt ]; then \
    pip install --no-cache-dir --only-binary :all: --no-deps --requirement /run/build/lock.txt; \
  fi; \
  pip check
