# One image for every service and the sandbox. The command says which one runs, or the argument SERVICE for an image of its own:
#   docker build --build-arg SERVICE=order-service -t order-service .

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY . .
# Only what decides about dependencies goes on from here, so that changed code does not install them again.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY --from=manifests /app .
# Not `npm ci`: it refuses the lockfile because local/, bench/ and tests/ are missing here.
# `npm install` takes every version from the lockfile all the same. The root's own dependencies are
# tools for development and the Node that a developer's machine may lack.
RUN npm pkg delete dependencies devDependencies optionalDependencies \
 && npm install --omit=dev --no-save --ignore-scripts --loglevel=error \
 && rm -rf node_modules/.package-lock.json

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The workspaces are symbolic links and stay so: Node strips no types below a real node_modules.
COPY --from=dependencies /app/node_modules node_modules
COPY . .
# What the sandbox keeps; a volume that is mounted here takes its owner over.
RUN mkdir /data && chown node:node /data
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["node", "deploy/check-health.mjs"]
ARG SERVICE=gateway
ENV SERVICE=$SERVICE
CMD ["sh", "-c", "exec node $SERVICE/src/main.ts"]
