import { parcelWorld } from '../test/support/delays/parcel-world.ts';
import { replay } from '../test/support/delays/replay.ts';
const HOUR=3_600_000, DAY=24*HOUR; const start=Date.UTC(2026,5,1);
const kinds=[{n:'tight',slack:.18,until:24},{n:'gen',slack:.6,until:24},{n:'18',slack:.3,until:18},{n:'14',slack:.5,until:14}].filter(k=>!process.argv[4]||process.argv[4].split(',').includes(k.n));
const N=Number(process.argv[2]??2000); const T=(process.argv[3]??'.65').split(',').map(Number);
for(const k of kinds){ for(const tellAt of T){ let out='';
 for(const seed of [1,2,3]){
 const all=parcelWorld({seed,parcels:N*2,days:120,start,slack:k.slack,until:k.until}); const split=start+60*DAY;
 const r=replay(all.filter(p=>p.deliveredAt<split),all.filter(p=>p.placedAt>=split),{tellAt,tellEarlyAt:.97,leadMs:HOUR/2,noScanMs:48*HOUR,overdueShare:.95,plainMs:{preparing:48*HOUR,shipped:96*HOUR,delivering:24*HOUR},problems:[]},()=>0);
 out+=` ${(100*r.inTime/r.delayed).toFixed(1)}/${(100*r.falseAlerts/r.alerts).toFixed(1)}/${r.leadMedianH.toFixed(0)}h`; }
 console.log(process.env.CH,process.env.FL,process.env.WW,k.n.padEnd(6),tellAt,out);} }
