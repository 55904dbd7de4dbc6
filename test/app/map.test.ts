import { describe, expect, it } from 'vitest';
import type { MapModel } from '../../src/app/index.ts';
import { drawMap, sayMap } from '../../src/app/map/index.ts';
import { catalogues } from '../../src/i18n/index.ts';
import { AFTER, LAB } from './support.ts';

const drawn = (map: MapModel, before: MapModel, width: number, lang: 'en' | 'ko' = 'en') =>
  drawMap(map, before, width, catalogues[lang])
    .map((row) =>
      row
        .map((s) => s.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

describe('the map', () => {
  it('marks what is new', () => {
    expect(drawn(AFTER, LAB.map, 48)).toMatchInlineSnapshot(`
      "node1 192.168.1.100
        app-net 172.18.0.0/16  br-3f0a91… .1     ● new
         └─ box  .2                              ● new
        bridge 172.17.0.0/16  docker0 .1
         ├─ box  .3
         └─ web  .2     :80 ⇄ host:8080
        · batch  stopped                         ● new"
    `);
  });

  it('writes addresses whole where there is room', () => {
    expect(drawn(AFTER, AFTER, 80)).toMatchInlineSnapshot(`
      "node1 192.168.1.100
        app-net 172.18.0.0/16  br-3f0a91… 172.18.0.1
         └─ box  172.18.0.2
        bridge 172.17.0.0/16  docker0 172.17.0.1
         ├─ box  172.17.0.3
         └─ web  172.17.0.2      :80 ⇄ host:8080
        · batch  stopped"
    `);
  });

  it('names what is gone', () => {
    expect(drawn(LAB.map, AFTER, 48)).toMatchInlineSnapshot(`
      "node1 192.168.1.100
        bridge 172.17.0.0/16  docker0 .1
         ├─ box  .3
         └─ web  .2     :80 ⇄ host:8080
      Gone: app-net, batch"
    `);
  });

  it('marks nothing when there was no map before', () => {
    expect(drawn(AFTER, { hosts: [] }, 48)).not.toContain('●');
  });

  it('cuts before it breaks, in Korean too', () => {
    for (const width of [20, 30, 40])
      for (const row of drawMap(AFTER, LAB.map, width, catalogues.ko).filter((r) => r.some((s) => s.style === 'new')))
        expect(row.map((s) => s.text).join('')).toMatch(/● 새로$/);
  });

  it('shows several hosts, drivers and containers without a network', () => {
    const member = { image: 'x', state: 'running', addresses: [], ports: [], published: [] };
    const map: MapModel = {
      hosts: [
        {
          name: 'node1',
          address: '192.168.1.100',
          networks: [
            {
              name: 'shop',
              driver: 'overlay',
              subnets: ['10.0.1.0/24'],
              gateways: ['10.0.1.1'],
              members: [{ ...member, name: 'api', addresses: ['10.0.1.3', 'fd00::3'] }],
            },
            { name: 'vault', driver: 'bridge', subnets: ['172.20.0.0/16'], gateways: [], internal: true, members: [] },
          ],
          loose: [
            { ...member, name: 'probe', mode: 'host' },
            { ...member, name: 'cell', mode: 'none' },
            { ...member, name: 'old', state: 'exited' },
          ],
        },
        { name: 'node2', address: '192.168.1.101', networks: [], loose: [] },
      ],
    };
    expect(drawn(map, map, 60)).toMatchInlineSnapshot(`
      "node1 192.168.1.100
        shop (overlay) 10.0.1.0/24
         └─ api  .3 fd00::3
        vault 172.20.0.0/16 internal
        · probe  the host's own network
        · cell  no network
        · old  stopped

      node2 192.168.1.101"
    `);
    expect(sayMap(map, catalogues.ko).join('\n')).toMatchInlineSnapshot(`
      "node1 192.168.1.100
        네트워크 shop (overlay), 서브넷 10.0.1.0/24, 게이트웨이 10.0.1.1
          api: 10.0.1.3, fd00::3
        네트워크 vault (bridge), 서브넷 172.20.0.0/16
        probe: 호스트 네트워크를 그대로 사용
        cell: 네트워크 없음
        old: 멈춤
      node2 192.168.1.101"
    `);
  });
});
