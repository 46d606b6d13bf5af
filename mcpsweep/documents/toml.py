from mcpsweep.documents.base import *
def parse(text):
    return Document(None,text)
