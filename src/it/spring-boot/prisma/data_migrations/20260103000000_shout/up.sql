UPDATE "note" SET "text" = "text" || '!' WHERE /* batch */ TRUE;
