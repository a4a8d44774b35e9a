/** The part of a pino logger that a channel uses. */
export interface ChannelLogger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export const SILENT: ChannelLogger = { debug() {}, info() {}, warn() {}, error() {} };
