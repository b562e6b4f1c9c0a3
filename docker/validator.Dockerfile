# Where an assignment's checks are tried on right and wrong solutions (`assay validate`): the checker's container with
# the runner beside it, since only course staff's own code runs there. Build context: the folders assay_runner and
# assay_validate.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY --chmod=755 assay_runner /opt/venv/lib/python3.11/site-packages/assay_runner
COPY --chmod=755 assay_validate /opt/venv/lib/python3.11/site-packages/assay_validate
RUN ["/opt/venv/bin/python", "-m", "compileall", "-q", "/opt/venv/lib/python3.11/site-packages/assay_runner", \
  "/opt/venv/lib/python3.11/site-packages/assay_validate"]
ENTRYPOINT ["/opt/venv/bin/python", "-I", "-u", "-m", "assay_validate", "/assignment"]
