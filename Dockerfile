# Any Node from 20 on will do: npm brings the pinned one. With a compiler the optional hnswlib-node is built, too.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
RUN npm run build

# The pinned Node needs libatomic1, which Debian's small image lacks.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libatomic1 libstdc++6 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home warmline \
  && mkdir -p /app/data && chown warmline /app/data
WORKDIR /app
COPY --from=build /app ./
ENV HOST=0.0.0.0 NODE_COMPILE_CACHE=/tmp/warmline PATH=/app/node_modules/.bin:$PATH
USER warmline
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/warmline.js"]
CMD ["start"]
