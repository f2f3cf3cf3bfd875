# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
# npm's prepare step generates the database client and the API's types, so it needs these before the packages.
COPY package.json package-lock.json prisma.config.ts openapi.json ./
COPY prisma ./prisma
COPY scripts/generate.js scripts/api-types.js ./scripts/
RUN npm ci --ignore-scripts && npm run prepare
COPY tsconfig.json vite.config.ts vite.server.config.ts ./
COPY scripts/build.js scripts/external-packages.json scripts/runtime-packages.js ./scripts/
COPY src ./src
RUN npm run build && node scripts/runtime-packages.js /runtime

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /runtime/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json openapi.json ./
COPY prisma ./prisma
USER node
EXPOSE 3000
CMD ["node", "dist/server.js"]
