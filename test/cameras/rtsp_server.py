"""A real RTSP server for the camera tests: GStreamer's, streaming one film to each client from its beginning.

Usage: rtsp_server.py PORT FILM [USER PASSWORD]   (PORT 0: any). Prints "ready PORT".
Needs Debian's gstreamer1.0-rtsp, gstreamer1.0-plugins-good, gstreamer1.0-plugins-bad, python3-gi, gir1.2-gst-rtsp-server-1.0.
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
port, film = sys.argv[1:3]
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( filesrc location="{film}" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )'
)
if len(sys.argv) > 3:
    user, password = sys.argv[3:5]
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    access = "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    factory.add_role_from_structure(Gst.Structure.new_from_string(access))
server.get_mount_points().add_factory("/cam", factory)
if server.attach(None) == 0:
    sys.exit("cannot listen")
print("ready", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
