"""Reading in bulk: files through readers in processes of their own, into a store, again and again."""
