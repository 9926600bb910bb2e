import fc from 'fast-check';

// By default lists end at ten entries, whatever `maxLength` says: too few for what takes several people and moments.
fc.configureGlobal({ baseSize: 'medium' });
