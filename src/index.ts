export { archive, type ArchiveOptions } from './archive/archive.ts';
export type { BuildRecord, Validation } from './archive/build-record.ts';
export { verify, type VerifyOptions, type VerifyResult } from './archive/verify.ts';
export { build, type BuildOptions, type BuildResult, type Product } from './build.ts';
export type { Diagnostic, Severity } from './model/diagnostic.ts';
export type { OnProgress, Progress, Stage } from './model/progress.ts';
export type { Span } from './model/span.ts';
