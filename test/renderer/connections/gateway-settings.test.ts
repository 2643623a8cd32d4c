import { describe, expect, it } from 'vitest';
import type { GatewayTest } from '../../../src-core/contract/broker.ts';
import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { changeDraft, changesOf, openDraft, settingsOf, textOf } from '../../../src-renderer/panels/connections/connection-draft.ts';
import { gatewayProblems, problemsOf, problemsOfGatewayTest, problemsOfSave } from '../../../src-renderer/panels/connections/connection-problems.ts';
import { GATEWAY_PORTS, gatewayTestWords } from '../../../src-renderer/panels/connections/connection-words.ts';
import { connectionsView } from './connection-fixture.ts';

describe('the gateway’s settings', () => {
  it('are written as text and saved as numbers', () => {
    let draft = openDraft(connectionsView());
    expect(textOf(draft, 'gateway.port')).toBe('4002');
    draft = changeDraft(draft, { kind: 'written', field: 'gateway.host', text: ' 127.0.0.1 ' });
    draft = changeDraft(draft, { kind: 'written', field: 'gateway.port', text: '7497' });
    draft = changeDraft(draft, { kind: 'written', field: 'gateway.account', text: 'du1234567' });
    expect(settingsOf(draft).gateway).toEqual({ ...GATEWAY_DEFAULTS, host: '127.0.0.1', port: 7497, account: 'DU1234567' });
    expect(changesOf(draft)).toBe(3);
    expect(problemsOf(settingsOf(draft))).toEqual({});
    expect(changesOf(changeDraft(draft, { kind: 'written', field: 'gateway.port', text: '4002' }))).toBe(2);
  });

  it('are told what would be accepted, field by field, and never sent as something else', () => {
    const draft = changeDraft(openDraft(connectionsView()), { kind: 'written', field: 'gateway.port', text: '4e3' });
    expect(problemsOf(settingsOf(draft))['gateway.port']).toMatch(/^Expected a port from 1 to 65535/);
    expect(Object.keys(gatewayProblems({ host: 'http://gateway', port: 0, clientId: 0, account: 'x'.repeat(51), lines: 9 })).toSorted()).toEqual(['gateway.account', 'gateway.clientId', 'gateway.host', 'gateway.lines', 'gateway.port']);
    expect(gatewayProblems(GATEWAY_DEFAULTS)).toEqual({});
  });

  it('bring a refusal of the core back to its field', () => {
    const refusal = new ContractFailure({ code: 'bad_input', field: 'settings.gateway.port', message: 'settings.gateway.port: is taken' });
    expect(problemsOfSave(refusal)).toEqual({ problems: { 'gateway.port': 'Is taken' }, text: null });
    expect(problemsOfGatewayTest(new ContractFailure({ code: 'bad_input', field: 'settings.host', message: 'settings.host: is empty' }))).toEqual({ problems: { 'gateway.host': 'Is empty' }, text: null });
  });

  it('offer the four usual ports, paper before live', () => {
    expect(GATEWAY_PORTS.map(({ port, name }) => `${name} ${port}`)).toEqual(['Gateway paper 4002', 'Gateway live 4001', 'TWS paper 7497', 'TWS live 7496']);
  });
});

describe('a test of the gateway', () => {
  const answered = (changes: Partial<GatewayTest>): GatewayTest => ({ outcome: 'good', text: 'It answers.', serverVersion: 187, accounts: ['DU1', 'DU2'], milliseconds: 1_214, ...changes });

  it('is read with its protocol, its time and the accounts it serves', () => {
    expect(gatewayTestWords(answered({}))).toEqual({ isGood: true, head: '✓ protocol 187, 1,214 ms', text: 'It answers.', accounts: 'It serves DU1, DU2.' });
    expect(gatewayTestWords(answered({ outcome: 'not_running', serverVersion: null, accounts: [] }))).toMatchObject({ isGood: false, head: '✗ 1,214 ms', accounts: null });
    expect(gatewayTestWords(answered({ outcome: 'no_market_data' })).head).toMatch(/^△/);
  });
});
