const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `2048` → `2 kB`, as the locale of the browser writes it. */
export const bytesText = (size: number, locale?: string): string => {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] as string,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: size / 1000 ** power < 10 && power > 0 ? 1 : 0,
  }).format(size / 1000 ** power);
};
