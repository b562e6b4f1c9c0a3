# The baseline of the benchmark: the student image with nbclient and ipykernel, which Assay itself does without.
ARG STUDENT_IMAGE
FROM ${STUDENT_IMAGE}
RUN --mount=type=secret,id=ca,target=/run/secrets/ca.crt \
  --mount=type=secret,id=pip,target=/run/secrets/pip.conf \
  set -eu; \
  apt-get update; \
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-pip; \
  if [ -s /run/secrets/ca.crt ]; then export PIP_CERT=/run/secrets/ca.crt; fi; \
  if [ -s /run/secrets/pip.conf ]; then export PIP_CONFIG_FILE=/run/secrets/pip.conf; fi; \
  /usr/bin/python3 -m pip --python /opt/venv/bin/python install --no-cache-dir --only-binary :all: \
    nbclient==0.11.0 ipykernel==7.4.0
ENTRYPOINT []
