# syntax=docker/dockerfile:1
# One image for all services and for provisioning; docker-compose.yml says which file a container runs.

# Debian rather than Alpine: the native packages are tested on glibc, and Node.js supports it in the first tier.
FROM node:24.21.0-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The base image has Node.js; the one in optionalDependencies (for machines with an older one) would add 190 MB.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -r node_modules/node-linux-* node_modules/.bin/node

FROM node:24.21.0-slim
LABEL org.opencontainers.image.title="Skillstream" \
      org.opencontainers.image.description="Kafka stream processor between learning systems, HR systems and a talent marketplace" \
      org.opencontainers.image.licenses="Apache-2.0"
# By default the young generation of the heap grows to 192 MB, and malloc keeps an arena for each thread.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=16 MALLOC_ARENA_MAX=2
WORKDIR /app
# What changes least comes first. Everything belongs to root: the process cannot change its own code.
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY schemas schemas
COPY topology topology
COPY mappings mappings
COPY services services
COPY tools/topology tools/topology
# What operators run in a container: dead-letters and parked, and what those load.
COPY tools/cli tools/cli
COPY tools/codegen/error-codes.ts tools/codegen/error-codes.ts
COPY tools/dead-letters tools/dead-letters
COPY tools/ledger tools/ledger
COPY tools/parked tools/parked
COPY tools/replay tools/replay
COPY tools/topics tools/topics
# The user `node`, as a number, so that Kubernetes can see that it is not root.
USER 1000:1000
