// Renders the golden Discord messages to screenshots/discord/NAME.png, so that people can look at them.
// ./run screenshots discord installs what this needs into node_modules; the tests need none of it.

import { createReadStream } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname, join, normalize } from "node:path";
import { photograph } from "./browser.mjs";

// Another folder of such files can be looked at as well: GOLDENS=FOLDER node tests/screenshots/discord.mjs
const goldens = process.env.GOLDENS ?? "tests/golden/discord";
const out = "screenshots/discord";
const wanted = process.argv.slice(2);

const logo =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" fill="#f3efe6"/>' +
      '<text x="18" y="26" font-size="22" text-anchor="middle" font-family="Noto Serif CJK JP">瓦</text></svg>',
  );

// --- Discord's Markdown ----------------------------------------------------------------------------------------------

const html = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

// What stands first wins, as in Discord: an escape, a link, bold, code, a line's end.
const marks =
  /\\([^0-9A-Za-z\s])|\[((?:\\.|[^\]\\])+)\]\(<?([^)>\s]+)>?\)|\*\*((?:\\.|[^*\\])+)\*\*|`([^`]+)`|(\n)/gs;

function inline(text) {
  let shown = "";
  let end = 0;
  for (const found of text.matchAll(marks)) {
    const [whole, escaped, label, url, bold, code, line] = found;
    shown += html(text.slice(end, found.index));
    end = found.index + whole.length;
    if (escaped) shown += html(escaped);
    else if (url) shown += `<a href="${html(url)}">${inline(label)}</a>`;
    else if (bold) shown += `<strong>${inline(bold)}</strong>`;
    else if (code) shown += `<code>${html(code)}</code>`;
    else if (line) shown += "<br>";
  }
  return shown + html(text.slice(end));
}

// Lines of one kind belong together; an empty line ends a quotation and is seen between paragraphs only.
const kinds = [
  [/^#{1,3} /, (lines) => lines.map((line) => `<h2>${inline(line)}</h2>`)],
  [/^-# /, (lines) => lines.map((line) => `<small>${inline(line)}</small>`)],
  [/^> /, (lines) => [`<blockquote>${inline(lines.join("\n"))}</blockquote>`]],
  [/^(?:- |  )/, (lines, marks) => ["<ul>", ...items(lines, marks).map((item) => `<li>${inline(item)}</li>`), "</ul>"]],
];

// A line that is indented goes on with the item above it.
const items = (lines, marks) =>
  lines.reduce(
    (all, line, place) =>
      marks[place] === "- " || !all.length ? [...all, line] : [...all.slice(0, -1), `${all.at(-1)}\n${line}`],
    [],
  );

function markdown(text) {
  const parts = text.split(/(```\n[^]*?\n```\n?)/);
  return parts.map((part) => (part.startsWith("```") ? code(part) : lines(part))).join("");
}

const code = (part) => `<pre>${html(part.replace(/^```\n|\n```\n?$/g, ""))}</pre>`;

function lines(text) {
  const shown = [];
  const all = text.split("\n");
  for (let place = 0; place < all.length; ) {
    const kind = kinds.find(([start]) => start.test(all[place]));
    const from = place;
    if (kind) {
      while (place < all.length && kind[0].test(all[place])) place += 1;
      const these = all.slice(from, place);
      shown.push(...kind[1](these.map((line) => line.replace(kind[0], "")), these.map((line) => kind[0].exec(line)[0])));
    } else {
      while (place < all.length && !kinds.some(([start]) => start.test(all[place]))) place += 1;
      shown.push(`<p>${inline(all.slice(from, place).join("\n")) || "<br>"}</p>`);
    }
  }
  return shown.join("");
}

// --- messages --------------------------------------------------------------------------------------------------------

const embed = ({ color, title, url, description }) =>
  `<discord-embed slot="embeds" color="#${color.toString(16).padStart(6, "0")}"
    ${title ? `embed-title="${html(title.replace(/\\([^0-9A-Za-z\s])/g, "$1"))}"` : ""} ${url ? `url="${html(url)}"` : ""}>
    <discord-embed-description slot="description">${markdown(description ?? "")}</discord-embed-description></discord-embed>`;

const button = ({ label, style, emoji, url }) =>
  `<discord-button type="secondary" ${style === 5 ? `url="${html(url)}"` : ""}>${html(label ?? emoji.name)}</discord-button>`;

const rows = (components) =>
  components.map((row) => `<discord-action-row>${row.components.map(button).join("")}</discord-action-row>`).join("");

function message({ content, embeds = [], components = [], flags = 0 }) {
  return `<discord-message author="Kawaraban" avatar="${logo}" bot timestamp="30/09/2025 08:30" ${flags & 64 ? "ephemeral" : ""}>
    ${content ? markdown(content) : ""}${embeds.map(embed).join("")}
    ${components.length ? `<discord-attachments slot="components">${rows(components)}</discord-attachments>` : ""}</discord-message>`;
}

const page = (body) => `<!doctype html><meta charset="utf-8">
<script type="importmap">{"imports": {
  "@skyra/discord-components-core": "/node_modules/@skyra/discord-components-core/dist/index.js",
  "tslib": "/node_modules/tslib/tslib.es6.mjs",
  "lit": "/node_modules/lit/index.js", "lit/": "/node_modules/lit/",
  "lit-html": "/node_modules/lit-html/lit-html.js", "lit-html/": "/node_modules/lit-html/",
  "lit-element/lit-element.js": "/node_modules/lit-element/lit-element.js",
  "@lit/context": "/node_modules/@lit/context/index.js",
  "@lit/reactive-element": "/node_modules/@lit/reactive-element/reactive-element.js",
  "@lit/reactive-element/": "/node_modules/@lit/reactive-element/"}}</script>
<script type="module">
  import "@skyra/discord-components-core";
  await document.fonts.ready;
  await new Promise((done) => setTimeout(done, 300));
  document.documentElement.dataset.height = document.documentElement.scrollHeight;
</script>
<style>
  body { margin: 0; width: 700px; background: #323338; }
  * { font-family: "gg sans", "Noto Sans", "Noto Sans CJK JP", "Noto Sans Thai", "Noto Color Emoji", sans-serif; }
  p, small { display: block; margin: 0; white-space: pre-line; }
  small { color: #949ba4; font-size: 13px; line-height: 18px; }
  h2 { font-size: 20px; line-height: 26px; margin: 4px 0; color: #f2f3f5; }
  discord-embed-description h2 { font-size: 16px; line-height: 22px; margin: 2px 0 4px; }
  a { color: #00a8fc; text-decoration: none; }
  ul { margin: 4px 0 4px; padding-left: 18px; }
  li { line-height: 21px; }
  blockquote { margin: 2px 0; padding-left: 12px; border-left: 4px solid #4e5058; border-radius: 4px 0 0 4px; }
  pre, code { background: #2b2d31; border-radius: 4px; font: 13px "Noto Sans Mono", monospace; }
  pre { padding: 8px; margin: 4px 0; white-space: pre-wrap; }
  .where { color: #949ba4; font: 600 13px "Noto Sans"; padding: 10px 16px 2px; border-top: 1px solid #44454b; }
</style>${body}`;

// --- pictures --------------------------------------------------------------------------------------------------------

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript" };
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = createReadStream(join(".", path));
  file.on("error", () => response.writeHead(404).end());
  file.on("open", () => response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }));
  file.pipe(response);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

await mkdir(out, { recursive: true });
for (const file of (await readdir(goldens)).sort()) {
  const name = basename(file, ".json");
  if (wanted.length && !wanted.includes(name)) continue;
  const messages = JSON.parse(await readFile(join(goldens, file), "utf8"));
  const body = messages.map((each, place) => {
    const where = place && !each.flags ? '<p class="where">Thread</p>' : "";
    return `${where}<discord-messages>${message(each)}</discord-messages>`;
  });
  await writeFile(join(out, `${name}.html`), page(body.join("\n")));
  await photograph(`http://127.0.0.1:${server.address().port}/${out}/${name}.html`, join(out, `${name}.png`), 700);
  console.log(join(out, `${name}.png`));
}
server.close();
