# Any image with glibc and Node 20.19, 22 or 24.
ARG BASE=node:24-bookworm-slim

# No dependency needs its install scripts to run. npm leaves out workspaces whose folder is missing.
FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM dependencies AS build
COPY app/package.json app/
COPY clients/typescript/package.json clients/typescript/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build-app.ts scripts/
COPY app app
COPY clients/typescript/src clients/typescript/src
COPY src src
COPY migrations migrations
RUN npm run build

FROM ${BASE}
ENV NODE_ENV=production HOST=0.0.0.0 IMPORT__DIR=/tmp/imports
WORKDIR /app
COPY --from=dependencies /app/package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/app/dist app/dist
COPY --from=build /app/app/public app/public
COPY --from=build /app/app/src/base.css app/src/
USER 65532:65532
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
