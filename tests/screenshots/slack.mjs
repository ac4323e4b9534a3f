// Renders the golden Slack messages to screenshots/slack/NAME.png, so that people can look at them.
// ./run screenshots slack installs what this needs into node_modules; the tests need none of it.

import { readFile, readdir, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";
import { measured, photograph } from "./browser.mjs";

const goldens = "tests/golden/slack";
const out = "screenshots/slack";
const style = await readFile("node_modules/slack-blocks-to-jsx/dist/style.css", "utf8");
const wanted = process.argv.slice(2);

const logo =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#f3efe6"/>' +
      '<text x="18" y="26" font-size="22" text-anchor="middle" font-family="Noto Serif CJK JP">瓦</text></svg>',
  );

// The library shows emoji of countries as ":flag-th:"; Slack shows the flag.
const flag = (code) =>
  String.fromCodePoint(...[...code.toUpperCase()].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
const flags = (html) => html.replace(/:flag-([a-z]{2}):/g, (_, code) => flag(code));

// Slack's "verbatim" only keeps addresses and names from being linked; the library shows such text unparsed.
const parsed = (blocks) =>
  JSON.parse(JSON.stringify(blocks), (key, value) => (key === "verbatim" ? undefined : value));

const page = (body) => `<!doctype html><meta charset="utf-8"><style>${style}
body { margin: 0; padding: 16px 20px; width: 680px; background: #fff;
  font-family: Lato, "Noto Sans", "Noto Sans CJK JP", "Noto Sans Thai", "Noto Color Emoji", sans-serif; }
.message + .message { border-top: 6px solid #f2f2f0; margin-top: 14px; padding-top: 14px; }
blockquote, ul { margin: 5px 0 !important; }
/* Slack puts each section of a rich text on a line of its own; the library runs them together. */
.slack_blocks_to_jsx__rich_text_section_element { display: block !important; }
.view { border: 1px solid #ccc; border-radius: 8px; padding: 4px 20px 14px; width: 600px; }
.view + .view { margin-top: 18px; }
.view h1 { font-size: 18px; margin: 12px 0; }
.view footer { text-align: right; font-size: 14px; font-weight: 700; }
.view footer span { border: 1px solid #bbb; border-radius: 4px; padding: 6px 12px; margin-left: 8px; }
.where { font-size: 13px; font-weight: 700; margin: 0 0 8px; }
</style>${body}${measured}`;

// A modal or App Home: what stands around its blocks, and their texts as they are.
const html = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

function view({ blocks, title, submit, close }) {
  const shown = createElement(Message, { blocks: parsed(blocks), withoutWrapper: true, name: "", logo });
  const buttons = [close, submit].filter(Boolean).map(({ text }) => `<span>${html(text)}</span>`).join("");
  return `<div class="view">${title ? `<h1>${html(title.text)}</h1>` : ""}${flags(renderToStaticMarkup(shown))}
    ${buttons ? `<footer>${buttons}</footer>` : ""}</div>`;
}

await mkdir(out, { recursive: true });
for (const file of (await readdir(goldens)).sort()) {
  const name = basename(file, ".json");
  if (wanted.length && !wanted.includes(name)) continue;
  const messages = JSON.parse(await readFile(join(goldens, file), "utf8"));
  const body = messages.map((message, place) => {
    if (message.type) return view(message);
    const shown = createElement(Message, { blocks: parsed(message.blocks), name: "Kawaraban", logo, time: new Date(2025, 8, 30, 8, 30) });
    const where = place && !name.startsWith("answers") ? '<p class="where">Thread</p>' : "";
    return `<div class="message">${where}${flags(renderToStaticMarkup(shown))}</div>`;
  });
  const path = join(out, `${name}.html`);
  await writeFile(path, page(body.join("\n")));
  await photograph(path, join(out, `${name}.png`), 720);
  console.log(join(out, `${name}.png`));
}
