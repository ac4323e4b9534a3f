// A picture of a whole page (a file, or an address on loopback), taken by a Chromium that is already on the machine.

import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2"];

async function chromium() {
  for (const path of [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]) {
    if (path && (await access(path).then(() => true, () => false))) return path;
  }
  throw new Error("no Chromium found; install one, or name it: CHROMIUM=/path/to/chromium ./run screenshots slack");
}

// The page is laid out once to learn its height (it writes it down by itself: `measured`), for a headless window
// photographs only what it shows.
export const measured =
  "<script>document.documentElement.dataset.height = document.documentElement.scrollHeight</script>";

// A window's height counts a frame that is not there; what it would cover is not drawn.
const frame = 90;

export async function photograph(page, picture, width) {
  const browser = await chromium();
  const url = page.startsWith("http") ? page : pathToFileURL(resolve(page)).href;
  const { stdout } = await run(browser, [...quiet, "--virtual-time-budget=5000", `--window-size=${width},200`, "--dump-dom", url], {
    maxBuffer: 1 << 26,
  });
  const height = Number(/data-height="(\d+)"/.exec(stdout)?.[1] ?? 2000);
  await run(browser, [...quiet, "--virtual-time-budget=5000", `--window-size=${width},${height + frame}`, `--screenshot=${resolve(picture)}`, url]);
}
