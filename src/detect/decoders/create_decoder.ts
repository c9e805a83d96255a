/**
 * The choice of a decoder by what the manifest names.
 */
import type { Decoder, DecoderInput } from "./decoder.ts";
import { gridDecoder } from "./grid.ts";
import { scoresDecoder } from "./scores.ts";
import { yolov5Decoder } from "./yolov5.ts";
import { yolov8Decoder } from "./yolov8.ts";

/** Makes the decoder that the manifest names. */
export function createDecoder(manifest: DecoderInput): Decoder {
  const { decoder } = manifest;
  switch (decoder.kind) {
    case "grid":
      return gridDecoder(manifest, decoder);
    case "scores":
      return scoresDecoder(manifest, decoder);
    case "yolov5":
      return yolov5Decoder(manifest, decoder);
    case "yolov8":
      return yolov8Decoder(manifest, decoder);
  }
}
