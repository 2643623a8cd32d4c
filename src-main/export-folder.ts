/** Of the data directory: where files are made that leave it. */
export const EXPORT_FOLDER = 'exports';
