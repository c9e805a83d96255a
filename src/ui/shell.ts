/**
 * What makes the page an app that can be installed: its manifest, and the worker that says so where the box cannot be reached.
 */
import type { Asset, AssetName } from "./assets.ts";
import { createHash } from "node:crypto";

type Assets = Readonly<Record<AssetName, Asset>>;

/** The page that the worker keeps. */
export const OFFLINE_PATH = "/offline";
export const MANIFEST_PATH = "/manifest.webmanifest";

/** The manifest (W3C Web Application Manifest). */
export function manifest(assets: Assets, siteName: string | undefined): unknown {
  return {
    id: "/",
    name: siteName === undefined || siteName === "EmberEye" ? "EmberEye" : `EmberEye ${siteName}`,
    short_name: "EmberEye",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#0e1216",
    theme_color: "#0e1216",
    icons: [{ src: assets["app.svg"].path, type: "image/svg+xml", sizes: "any", purpose: "any maskable" }],
  };
}

/** The worker's script, with what it keeps written in front: a new version of the page is a new worker. */
export function workerScript(assets: Assets, script: string): string {
  const kept = [assets["app.css"].path, assets["trouble.svg"].path, assets["app.svg"].path];
  const version = createHash("sha256").update(script + kept.join()).digest("hex").slice(0, 16);
  return `self.SHELL = ${JSON.stringify({ version, offline: OFFLINE_PATH, assets: kept })};\n${script}`;
}
