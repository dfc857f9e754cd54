-- What all modes share. Speeds, costs and sizes come from wijk_speeds.lua, which is written from the mode's YAML table.
require('lib/way_handlers')

-- A ferry and a movable bridge take the table's speed; a timetable in the map (duration=*) could be faster than any street.
function WayHandlers.ferries(profile, way, result, data)
  local speed = profile.route_speeds[data.route]
  if speed then
    result.forward_mode, result.backward_mode = mode.ferry, mode.ferry
    result.forward_speed, result.backward_speed = speed, speed
  end
end

function WayHandlers.movables(profile, way, result, data)
  local speed = profile.bridge_speeds[data.bridge]
  if speed then
    result.forward_mode, result.backward_mode = profile.default_mode, profile.default_mode
    result.forward_speed, result.backward_speed = speed, speed
  end
end

return function(profile, figures)
  profile.default_speed = figures.elsewhere_kmh
  profile.vehicle_max_speed = figures.top_kmh
  profile.route_speeds = { ferry = figures.ferry_kmh }
  profile.bridge_speeds = { movable = figures.movable_bridge_kmh }
  profile.surface_speeds = figures.surfaces_kmh
  profile.smoothness_speeds = figures.smoothness_kmh
  profile.tracktype_speeds = figures.tracks_kmh
  profile.properties.u_turn_penalty = figures.turns_s.u_turn
  profile.properties.traffic_signal_penalty = figures.turns_s.traffic_signal
  return profile
end
