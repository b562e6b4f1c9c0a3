# Assay's own processes: the server and the worker of docker/compose.yaml. Sandboxes have images of their own.
#
# Build context: the package. Secrets, for the build alone and only where the registry asks for them: `npmrc`; `ca`, a
# CA bundle.
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/assay
COPY package.json package-lock.json ./
# Of all packages only better-sqlite3 has code to compile; the headers are those of this Node.js.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
  --mount=type=secret,id=ca,target=/run/build/ca.crt \
  set -eu; \
  if [ -s /run/build/ca.crt ]; then export NODE_EXTRA_CA_CERTS=/run/build/ca.crt; fi; \
  export npm_config_nodedir=/usr/local npm_config_build_from_source=true; \
  npm ci --ignore-scripts --no-audit --no-fund; \
  npm rebuild better-sqlite3
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /opt/assay
COPY --from=build /opt/assay/node_modules node_modules
COPY --from=build /opt/assay/dist dist
# The images of the sandboxes are named after the files in docker/ and sandbox/.
COPY package.json ./
COPY docker docker
COPY sandbox sandbox
COPY gradescope gradescope
COPY graders graders
COPY web web
COPY cell cell
# A new volume takes over the owner of the folder that it covers.
RUN useradd --uid 10001 --user-group --home-dir /var/lib/assay --shell /usr/sbin/nologin assay \
  && install -d -o assay -g assay -m 700 /var/lib/assay
ENV NODE_ENV=production ASSAY_STATE_DIR=/var/lib/assay
USER assay
ENTRYPOINT ["node", "/opt/assay/dist/cli/main.js"]
