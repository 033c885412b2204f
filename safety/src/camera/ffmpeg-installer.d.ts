// The package's own types are `export =` of an object, and it throws a string where it has no binary.
declare module '@ffmpeg-installer/ffmpeg' {
  const installer: { readonly path: string; readonly version: string }
  export default installer
}
