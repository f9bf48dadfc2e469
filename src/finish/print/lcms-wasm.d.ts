/** What of LittleCMS is used here; the package has no types of its own. Handles are pointers; 0 is none. */
declare module 'lcms-wasm' {
  export interface Lcms {
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    readonly HEAPU8: Uint8Array;
    _cmsOpenProfileFromMem(pointer: number, bytes: number): number;
    _cmsDoTransform(transform: number, from: number, to: number, pixels: number): void;
    cmsCreate_sRGBProfile(): number;
    cmsCreateLab4Profile(): number;
    cmsCreateTransform(
      from: number,
      fromFormat: number,
      to: number,
      toFormat: number,
      intent: number,
      flags: number,
    ): number;
  }
  export function instantiate(options: { readonly wasmBinary: Uint8Array }): Promise<Lcms>;
  export const TYPE_RGB_8: number;
  export const TYPE_RGB_16: number;
  export const TYPE_CMYK_8: number;
  export const TYPE_CMYK_16: number;
  export const TYPE_Lab_16: number;
  export const cmsFLAGS_BLACKPOINTCOMPENSATION: number;
}
