import { describe, expect, it } from 'vitest';
import { cellText, chartCsv, type ChartColumn, isNumeric } from '../../../src-renderer/design/chart-data.ts';
import { bytesOf, fileStem } from '../../../src-renderer/design/save-file.ts';

const columns: readonly ChartColumn[] = [
  { key: 'name', title: 'Name' },
  { key: 'net', title: 'Net, $', format: (value) => `$${value}` },
];

describe('a chart’s data', () => {
  it('is a file of RFC 4180 with values as they are, and what is absent empty', () => {
    const rows = [
      { name: 'Iron condor, "wide"', net: -12.5 },
      { name: 'two\nlines', net: null },
      { name: null, net: Number.NaN },
      { name: 'plain', net: 0 },
    ];
    expect(chartCsv(columns, rows)).toBe('Name,"Net, $"\r\n"Iron condor, ""wide""",-12.5\r\n"two\nlines",\r\n,\r\nplain,0\r\n');
  });

  it('holds no text that a spreadsheet would work out', () => {
    expect(chartCsv(columns, [{ name: '=1+1', net: -1 }, { name: '@x', net: 1 }])).toBe('Name,"Net, $"\r\n"\'=1+1",-1\r\n"\'@x",1\r\n');
  });

  it('reads as the column says, absent where there is none, and numbers stand to the right', () => {
    const [name, net] = columns;
    if (name === undefined || net === undefined) throw new Error('two columns');
    expect([cellText(net, { net: 5 }), cellText(net, { net: null }), cellText(net, { net: Number.NaN }), cellText(name, { name: 'a' }), cellText(name, {})]).toEqual(['$5', '–', '–', 'a', '–']);
    expect([isNumeric(net, [{ net: null }, { net: 1 }]), isNumeric(net, [{ net: null }]), isNumeric(name, [{ name: 'a' }])]).toEqual([true, false, false]);
  });
});

describe('a file', () => {
  it('has a name that every system takes, and the bytes the core made', () => {
    expect(fileStem('PAPER-1', 'by strategy', '2026-11-20')).toBe('paper-1-by-strategy-2026-11-20');
    expect([...bytesOf('AP9QREY=')]).toEqual([0, 255, 80, 68, 70]);
    expect(() => bytesOf('%')).toThrow();
  });
});
