// SPDX-License-Identifier: GPL-2.0-or-later
// What most sources include, read once for all of them.
#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/traced-callback.h"
#include "ns3/uinteger.h"

#include <boost/outcome/result.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <optional>
#include <set>
#include <sstream>
#include <unordered_map>
#include <variant>
