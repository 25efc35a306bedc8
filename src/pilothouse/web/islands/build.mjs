/** Joins the islands into one script and the sheets into one stylesheet, and says how big they came out. */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const out = "../static/built";
await build({
  entryPoints: { app: "src/main.ts" },
  bundle: true, minify: true, format: "esm", target: "es2022", outdir: out, legalComments: "none", sourcemap: false,
});
await build({
  entryPoints: { app: "../static/css/pilothouse.css" },
  bundle: true, minify: true, outdir: out, legalComments: "none",
});
for (const name of ["app.js", "app.css"]) {
  const bytes = readFileSync(`${out}/${name}`);
  console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} kB, ${(gzipSync(bytes).length / 1000).toFixed(1)} kB compressed`);
}
