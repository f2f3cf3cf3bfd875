# syntax=docker/dockerfile:1
# For a build that can be repeated, pin it: docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
# npm's prepare step generates the database client and the API's types, so it needs these before the packages.
COPY package.json package-lock.json prisma.config.ts openapi.json ./
COPY prisma ./prisma
COPY scripts/generate.js scripts/api-types.js ./scripts/
RUN npm ci --ignore-scripts && npm run prepare
COPY tsconfig.json vite.config.ts vite.server.config.ts ./
COPY scripts/build.js scripts/sbom.js scripts/bundled-dev-packages.json ./scripts/
COPY scripts/bundle ./scripts/bundle
COPY scripts/external-packages.json scripts/runtime-packages.js ./scripts/
COPY src ./src
RUN npm run build && node scripts/runtime-packages.js /runtime

FROM ${NODE_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Uplink for Zoom" \
      org.opencontainers.image.description="Shows and changes where each Zoom meeting and webinar is live-streamed" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /runtime/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json openapi.json CHANGELOG.md ./
COPY prisma ./prisma
USER node
EXPOSE 3000 9091
# Whether the process responds. Whether it can serve requests is /readyz, which a proxy checks: a restart does not repair
# a database.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
